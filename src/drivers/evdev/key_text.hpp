// What keys type on a keyboard of some layout, by libxkbcommon. Pure: no device and no clock.
//
// Key codes are the kernel's (KEY_A of linux/input-event-codes.h).
//
// Thread-safety: none.

#pragma once

#include <xkbcommon/xkbcommon.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "doorward/core/result.hpp"

namespace doorward::inline drivers {

struct KeymapDeleter {
  void operator()(xkb_keymap* keymap) const { xkb_keymap_unref(keymap); }
};
using KeyLayout = std::unique_ptr<xkb_keymap, KeymapDeleter>;

// kInvalidArgument: there is no such layout.
Result<KeyLayout> LoadKeyLayout(const std::string& name);

class KeyText {
 public:
  explicit KeyText(KeyLayout layout);

  struct Typed {
    std::string text;          // UTF-8. Empty: the key types nothing.
    bool is_modifier = false;  // Nor is it meant to.
  };

  Typed Press(std::uint16_t key);
  void Release(std::uint16_t key);

  bool shifted() const;

  // Events were lost: `held` are the keys that are down now. Caps lock stays as it was last seen.
  void Resynchronise(std::span<const std::uint16_t> held);

 private:
  struct StateDeleter {
    void operator()(xkb_state* state) const { xkb_state_unref(state); }
  };

  void Begin(bool caps_locked);
  void Move(std::uint16_t key, xkb_key_direction direction);

  KeyLayout layout_;
  std::unique_ptr<xkb_state, StateDeleter> state_;
};

}  // namespace doorward::inline drivers
