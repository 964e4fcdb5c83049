// From the events of an input device to cards, codes and keys. Pure: no device and no clock.
//
// Thread-safety: none.

#pragma once

#include <linux/input.h>

#include <cstdint>
#include <optional>
#include <set>
#include <span>

#include "doorward/drivers/evdev.hpp"
#include "drivers/evdev/key_text.hpp"
#include "drivers/evdev/typed_text.hpp"

namespace doorward::inline drivers {

class EvdevDecoder {
 public:
  // `config.layout` is that of `layout`.
  EvdevDecoder(const EvdevConfig& config, KeyLayout layout);

  // Takes one event, read at `now`. REQUIRES: `now` never goes back.
  std::optional<ReaderEvent> Take(const input_event& event, SteadyTime now);

  // True after the kernel said that events were lost, until Resynchronise().
  bool lost_events() const { return state_ == State::kLost; }

  // `held` are the keys that are down now.
  void Resynchronise(std::span<const std::uint16_t> held, SteadyTime now);

  // At the opening of the device: nothing was lost, but keys may be held.
  void Begin(std::span<const std::uint16_t> held) { Hold(held); }

  // Whether some key is down.
  bool is_held() const { return !down_.empty(); }

  // Time alone may drop an item.
  void Expire(SteadyTime now) { text_.Expire(now); }

  std::uint64_t dropped() const { return text_.dropped() + refused_; }

 private:
  enum class State {
    kInOrder,
    kLosing,  // SYN_DROPPED came: what follows up to a SYN_REPORT is incomplete.
    kLost,
  };

  void Hold(std::span<const std::uint16_t> held);
  std::optional<ReaderEvent> Press(std::uint16_t key, SteadyTime now);
  std::optional<ReaderEvent> PressAtKeypad(std::uint16_t key);
  std::optional<ReaderEvent> EndItem(SteadyTime now);
  bool EndsItem(std::uint16_t key) const;

  const EvdevConfig config_;
  KeyText keys_;
  TypedText text_;
  std::set<std::uint16_t> down_;
  State state_ = State::kInOrder;
  std::uint64_t refused_ = 0;  // Whole items that are no card, keys that a keypad should not have.
};

}  // namespace doorward::inline drivers
