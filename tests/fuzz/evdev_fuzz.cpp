// What an input device may send: any events, with any silences, some of them lost.
//
// Input: a byte of options, then events of four bytes: kind (0: a report ends, 1: events were lost, 3: any
// type; else a key), a key, a value, and silence in tenths of a second.

#include <cstdint>

#include "doorward/core/check.hpp"
#include "doorward/drivers/evdev.hpp"
#include "drivers/evdev/evdev_decoder.hpp"

using namespace doorward;

namespace {

// Compiled once: it takes longer than all the rest.
KeyLayout Layout(bool german) {
  static const KeyLayout layouts[] = {LoadKeyLayout("us").value(), LoadKeyLayout("de").value()};
  return KeyLayout(xkb_keymap_ref(layouts[german ? 1 : 0].get()));
}

void Check(const std::optional<ReaderEvent>& event, const EvdevConfig& config) {
  if (!event) return;
  switch (config.item) {
    case TypedItem::kCard: {
      const std::size_t size = std::get<CardRead>(*event).uid.size();
      DW_CHECK(config.decimal_cards ? size == 4 : size >= 4 && size <= 10);
      return;
    }
    case TypedItem::kCode: {
      const std::size_t size = std::get<CodeRead>(*event).text.size();
      DW_CHECK(size >= 1 && size <= 7089);
      return;
    }
    case TypedItem::kKey: {
      constexpr std::string_view kKeys = "0123456789*#";
      DW_CHECK(kKeys.find(std::get<KeyPress>(*event).key) != std::string_view::npos);
      return;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr TypedItem kItems[] = {TypedItem::kCard, TypedItem::kCode, TypedItem::kKey};
  const EvdevConfig config{.item = kItems[data[0] % 3],
                           .ends_with_tab = (data[0] & 16) != 0,
                           .decimal_cards = (data[0] & 32) != 0};
  EvdevDecoder decoder(config, Layout((data[0] & 64) != 0));
  SteadyTime now{Milliseconds(10'000)};
  for (std::size_t at = 1; at + 4 <= size; at += 4) {
    const std::uint8_t kind = data[at];
    now += Milliseconds(data[at + 3] * 100);
    input_event event{.time = {}, .type = EV_KEY, .code = data[at + 1], .value = data[at + 2]};
    if (kind == 0) event = {.time = {}, .type = EV_SYN, .code = SYN_REPORT, .value = 0};
    if (kind == 1) event = {.time = {}, .type = EV_SYN, .code = SYN_DROPPED, .value = 0};
    if (kind == 3) event.type = data[at + 2];
    if (kind == 4) event.code = static_cast<std::uint16_t>(data[at + 1] << 8 | data[at + 2]);
    Check(decoder.Take(event, now), config);
    if (!decoder.lost_events()) continue;
    const std::uint16_t held[] = {data[at + 1], data[at + 2]};
    decoder.Resynchronise(held, now);
    DW_CHECK(!decoder.lost_events());
  }
  return 0;
}
