// What two lines may do: any edges, in any order, with any silences.
//
// Input: a byte of options, then edges of three bytes: which line (bit 0), whether edges were lost
// (bit 1), whether the time goes back (bit 2), silence (bit 3); and two bytes of microseconds.

#include "drivers/wiegand/wiegand_decoder.hpp"

#include <cstdint>

#include "doorward/core/check.hpp"
#include "doorward/drivers/wiegand.hpp"

using namespace doorward;

namespace {

void Check(const std::optional<ReaderEvent>& event, bool reversed) {
  if (!event) return;
  if (const auto* key = std::get_if<KeyPress>(&*event)) {
    DW_CHECK(std::string_view("0123456789*#").find(key->key) != std::string_view::npos);
    return;
  }
  const Bytes& uid = std::get<CardRead>(*event).uid;
  DW_CHECK(uid.size() == 4 || uid.size() == 5);
  // Whatever was read can be sent, and is read again.
  const auto frame = MakeWiegandFrame(uid, uid.size() == 5 ? 37 : 34, reversed);
  DW_CHECK(frame && ReadWiegandFrame(*frame, reversed) == event);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool reversed = (data[0] & 1) != 0;
  WiegandDecoder decoder(reversed);
  std::chrono::nanoseconds now = std::chrono::hours(1);
  for (std::size_t at = 1; at + 3 <= size; at += 3) {
    const std::uint8_t what = data[at];
    const std::chrono::microseconds step(data[at + 1] << 8 | data[at + 2]);
    now += (what & 4) != 0 ? -step : step;
    if ((what & 2) != 0) decoder.Spoil();
    if ((what & 8) != 0) Check(decoder.EndFrame(), reversed);
    Check(decoder.Take({.one = (what & 1) != 0, .at = now}), reversed);
  }
  Check(decoder.EndFrame(), reversed);
  DW_CHECK(!decoder.in_frame());

  // Whatever came before: a key is read.
  now += std::chrono::hours(1);
  for (const bool one : {false, true, false, true}) {
    DW_CHECK(!decoder.Take({.one = one, .at = now}));
    now += std::chrono::milliseconds(2);
  }
  DW_CHECK(decoder.EndFrame() == ReaderEvent(KeyPress{.key = '5'}));
  return 0;
}
