// What people hold or type: cards, codes, keys. Fingerprints are in fingerprint_reader.hpp.
//
// For all of them:
// Thread-safety: none. One worker owns a reader and makes every call.
// Blocking: no call takes more than 50 ms longer than the time it is given.
// Errors: kUnavailable means the reader is gone (unplugged, bus stuck): discard it and open another.
//   Any other error concerns one item, and the reader goes on working.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"

namespace doorward {

// A contactless card reader. A UID identifies; it does not authenticate. It can be copied.
class CardReader {
 public:
  virtual ~CardReader() = default;

  // Waits up to `patience` for a card; its UID of 4 to 10 bytes. A card that stays in the field is
  // reported once; it must leave and come back to be reported again. nullopt if none came.
  virtual Result<std::optional<Bytes>> WaitForCard(Milliseconds patience) = 0;

  virtual std::string_view name() const = 0;
};

// A barcode or QR engine that sends what it decoded.
class CodeReader {
 public:
  virtual ~CodeReader() = default;

  // The text of one code, 1 to 7,089 bytes, not yet checked for UTF-8. nullopt if none came.
  virtual Result<std::optional<std::string>> WaitForCode(Milliseconds patience) = 0;

  virtual std::string_view name() const = 0;
};

class Keypad {
 public:
  virtual ~Keypad() = default;

  // One key: '0' to '9', '*' or '#'. nullopt if none was pressed.
  virtual Result<std::optional<char>> WaitForKey(Milliseconds patience) = 0;

  virtual std::string_view name() const = 0;
};

}  // namespace doorward
