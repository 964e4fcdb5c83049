#include "drivers/evdev/evdev_decoder.hpp"

#include "drivers/card_item.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMaxCodeBytes = 7089;  // The longest QR code.

constexpr std::int32_t kReleased = 0;
constexpr std::int32_t kPressed = 1;  // And 2 repeats.

// Of the row above the letters: '1' to '9' and '0'.
std::optional<char> DigitOfRow(std::uint16_t key) {
  if (key < KEY_1 || key > KEY_0) return std::nullopt;
  return "1234567890"[key - KEY_1];
}

}  // namespace

EvdevDecoder::EvdevDecoder(const EvdevConfig& config, KeyLayout layout)
    : config_(config),
      keys_(std::move(layout)),
      text_(config.item == TypedItem::kCard ? kMaxCardItemBytes : kMaxCodeBytes) {}

std::optional<ReaderEvent> EvdevDecoder::Take(const input_event& event, SteadyTime now) {
  if (event.type == EV_SYN && event.code == SYN_DROPPED) {
    state_ = State::kLosing;
  } else if (state_ == State::kLosing && event.type == EV_SYN && event.code == SYN_REPORT) {
    state_ = State::kLost;
  }
  if (state_ != State::kInOrder || event.type != EV_KEY) return std::nullopt;
  if (event.value == kPressed) {
    down_.insert(event.code);
    return Press(event.code, now);
  }
  if (event.value == kReleased) {
    down_.erase(event.code);
    keys_.Release(event.code);
  }
  return std::nullopt;
}

std::optional<ReaderEvent> EvdevDecoder::Press(std::uint16_t key, SteadyTime now) {
  if (config_.item == TypedItem::kKey) return PressAtKeypad(key);
  if (EndsItem(key)) return EndItem(now);
  const KeyText::Typed typed = keys_.Press(key);
  if (!typed.is_modifier) text_.Add(typed.text, now);
  return std::nullopt;
}

std::optional<ReaderEvent> EvdevDecoder::PressAtKeypad(std::uint16_t key) {
  if (key == KEY_ENTER || key == KEY_KPENTER) return KeyPress{.key = '#'};
  if (key == KEY_ESC || key == KEY_BACKSPACE) return KeyPress{.key = '*'};
  const bool shifted = keys_.shifted();
  const KeyText::Typed typed = keys_.Press(key);
  if (typed.is_modifier) return std::nullopt;
  constexpr std::string_view kKeys = "0123456789*#";
  if (typed.text.size() == 1 && kKeys.find(typed.text[0]) != std::string_view::npos) {
    return KeyPress{.key = typed.text[0]};
  }
  // On a French keyboard that row types digits with shift only, which no keypad holds.
  if (const auto digit = DigitOfRow(key); digit && !shifted) return KeyPress{.key = *digit};
  ++refused_;
  return std::nullopt;
}

bool EvdevDecoder::EndsItem(std::uint16_t key) const {
  return key == KEY_ENTER || key == KEY_KPENTER || (config_.ends_with_tab && key == KEY_TAB);
}

std::optional<ReaderEvent> EvdevDecoder::EndItem(SteadyTime now) {
  auto item = text_.End(now);
  if (!item) return std::nullopt;
  if (config_.item == TypedItem::kCode) return CodeRead{.text = *std::move(item)};
  auto uid = config_.decimal_cards ? ParseDecimalCardItem(*item) : ParseCardItem(*item);
  if (uid) return CardRead{.uid = *std::move(uid)};
  ++refused_;
  return std::nullopt;
}

void EvdevDecoder::Resynchronise(std::span<const std::uint16_t> held, SteadyTime now) {
  state_ = State::kInOrder;
  Hold(held);
  text_.Spoil(now);
}

void EvdevDecoder::Hold(std::span<const std::uint16_t> held) {
  down_ = {held.begin(), held.end()};
  keys_.Resynchronise(held);
}

}  // namespace doorward::inline drivers
