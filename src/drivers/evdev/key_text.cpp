#include "drivers/evdev/key_text.hpp"

#include <linux/input-event-codes.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include <algorithm>
#include <array>

#include "doorward/core/check.hpp"

namespace doorward::inline drivers {
namespace {

constexpr xkb_keycode_t kKernelToXkb = 8;

bool IsModifier(xkb_keysym_t symbol) {
  return (symbol >= XKB_KEY_Shift_L && symbol <= XKB_KEY_Hyper_R) ||
         (symbol >= XKB_KEY_ISO_Lock && symbol <= XKB_KEY_ISO_Level5_Lock) ||
         symbol == XKB_KEY_Mode_switch || symbol == XKB_KEY_Num_Lock;
}

}  // namespace

Result<KeyLayout> LoadKeyLayout(const std::string& name) {
  const auto fail = [&] {
    return Fail(ErrorCode::kInvalidArgument, "there is no keyboard layout \"" + name + "\"");
  };
  const bool plain = !name.empty() && name.size() <= 16 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!plain) return fail();  // It becomes part of a file's name.

  const std::unique_ptr<xkb_context, decltype(&xkb_context_unref)> context(
      xkb_context_new(XKB_CONTEXT_NO_ENVIRONMENT_NAMES), &xkb_context_unref);
  if (!context) return Fail(ErrorCode::kUnavailable, "the keyboard layouts cannot be read");
  xkb_context_set_log_level(context.get(), XKB_LOG_LEVEL_CRITICAL);
  const xkb_rule_names names{
      .rules = "evdev", .model = "pc105", .layout = name.c_str(), .variant = "", .options = ""};
  KeyLayout layout(xkb_keymap_new_from_names(context.get(), &names, XKB_KEYMAP_COMPILE_NO_FLAGS));
  if (!layout) return fail();
  return layout;
}

KeyText::KeyText(KeyLayout layout) : layout_(std::move(layout)) {
  DW_CHECK(layout_ != nullptr);
  Begin(false);
}

// The numeric block means digits, whatever the device thinks of its NumLock.
void KeyText::Begin(bool caps_locked) {
  state_.reset(xkb_state_new(layout_.get()));
  DW_CHECK(state_ != nullptr);
  const auto tap = [this](std::uint16_t key) {
    xkb_state_update_key(state_.get(), key + kKernelToXkb, XKB_KEY_DOWN);
    xkb_state_update_key(state_.get(), key + kKernelToXkb, XKB_KEY_UP);
  };
  tap(KEY_NUMLOCK);
  if (caps_locked) tap(KEY_CAPSLOCK);
}

KeyText::Typed KeyText::Press(std::uint16_t key) {
  const xkb_keycode_t code = key + kKernelToXkb;
  Typed typed{.is_modifier = IsModifier(xkb_state_key_get_one_sym(state_.get(), code))};
  std::array<char, 16> text{};
  const int size = xkb_state_key_get_utf8(state_.get(), code, text.data(), text.size());
  if (size > 0 && size < static_cast<int>(text.size())) {
    typed.text.assign(text.data(), static_cast<std::size_t>(size));
  }
  Move(key, XKB_KEY_DOWN);
  return typed;
}

void KeyText::Release(std::uint16_t key) { Move(key, XKB_KEY_UP); }

void KeyText::Move(std::uint16_t key, xkb_key_direction direction) {
  if (key == KEY_NUMLOCK) return;
  xkb_state_update_key(state_.get(), key + kKernelToXkb, direction);
}

bool KeyText::shifted() const {
  return xkb_state_mod_name_is_active(state_.get(), XKB_MOD_NAME_SHIFT, XKB_STATE_MODS_EFFECTIVE) >
         0;
}

void KeyText::Resynchronise(std::span<const std::uint16_t> held) {
  Begin(xkb_state_mod_name_is_active(state_.get(), XKB_MOD_NAME_CAPS, XKB_STATE_MODS_LOCKED) > 0);
  for (const std::uint16_t key : held) {
    if (key != KEY_CAPSLOCK) Move(key, XKB_KEY_DOWN);
  }
}

}  // namespace doorward::inline drivers
