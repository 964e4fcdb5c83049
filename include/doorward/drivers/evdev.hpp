// Devices that type: scanners and card readers that behave as a keyboard, and USB keypads, through the
// kernel's input devices.
//
// The device is grabbed: no console and no other program gets what is typed. A device that types
// items (cards, codes) ends each with a key; a keypad gives each key as it is pressed. What does not
// make an item (too long, a key that types no character, no end for 2 s, events that the kernel lost) is
// dropped and counted; the log tells whenever the count has doubled.
//
// Keys are read as on a keyboard of `layout`, with shift, caps lock, AltGr and control; the keys of
// the numeric block always mean digits. Held keys do not repeat.
//
// At a keypad 0-9, * and # are themselves; Enter is '#'; Escape and Backspace are '*'.

#pragma once

#include <memory>
#include <string>

#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

enum class TypedItem { kCard, kCode, kKey };

struct EvdevConfig {
  std::string device;         // "/dev/input/by-id/usb-…-event-kbd"
  std::string layout = "us";  // As XKB names it: "us", "de", "fr" …
  TypedItem item = TypedItem::kCard;
  bool ends_with_tab = false;  // As well as with Enter.
  bool decimal_cards =
      false;  // Ten digits, a 32-bit number whose highest byte is the UID's first. Else
              // hexadecimal: see src/drivers/card_item.hpp.
};

// Whether there is such a keyboard layout on this machine.
bool HasKeyboardLayout(const std::string& layout);

// kNotFound, kPermissionDenied, kUnavailable (grabbed by another program), kInvalidArgument (not an
// input device, or no such layout). What was typed before is thrown away.
Result<std::unique_ptr<Reader>> OpenEvdevReader(const EvdevConfig& config);

}  // namespace doorward::inline drivers
