// A reader beside a door: what people hold or type. One device may give several kinds of event.
// Fingerprint modules are in fingerprint_reader.hpp.
//
// Thread-safety: none. One worker owns a reader and makes every call.
// Blocking: no call takes more than 50 ms longer than the time it is given; one without, 50 ms.
// Errors: kUnavailable means the reader is gone (unplugged, bus stuck): discard it and open another.
//   Any other error concerns one event, and the reader goes on working.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"
#include "doorward/hal/indicator.hpp"
#include "doorward/hal/reader_input.hpp"

namespace doorward::inline hal {

// What a reader knows of a card beyond the number that it gave.
enum class CardProof {
  kNone,           // A bare UID: it identifies, and can be copied.
  kAuthenticated,  // The card proved that it holds the key, and told its UID under it.
  kFailed,         // It was asked to, and did not.
};

// What the number is that a reader gives for a card.
enum class CardNumberKind {
  kUnknown,  // The device says no more than the number: it may be either.
  kUid,      // Of ISO 14443: random or cut ones can be told (domain/card_number.hpp).
  kNumber,   // A facility and a number, say, in which any byte may stand anywhere.
};

// A card that stays in the field is reported once; it must leave and come back to be reported again.
struct CardRead {
  Bytes uid;  // 4 to 10 bytes. Shorter numbers (26-bit Wiegand) have zeros before them.
  CardProof proof = CardProof::kNone;
  CardNumberKind kind = CardNumberKind::kUnknown;
  friend bool operator==(const CardRead&, const CardRead&) = default;
};

struct CodeRead {
  std::string text;  // 1 to 7,089 bytes, not yet checked for UTF-8.
  friend bool operator==(const CodeRead&, const CodeRead&) = default;
};

struct KeyPress {
  char key = '#';  // '0' to '9', '*' or '#'.
  friend bool operator==(const KeyPress&, const KeyPress&) = default;
};

// The reader's own tamper contact: told when it changes, also while the reader was away.
struct TamperChange {
  bool tampered = false;
  friend bool operator==(const TamperChange&, const TamperChange&) = default;
};

using ReaderEvent = std::variant<CardRead, CodeRead, KeyPress, TamperChange>;

// Which of these a reader is there for. What it gives beyond that, its worker drops.
struct ReaderReads {
  bool cards = false;
  bool codes = false;
  bool keys = false;
  friend bool operator==(const ReaderReads&, const ReaderReads&) = default;
};

class Reader {
 public:
  virtual ~Reader() = default;

  // Waits up to `patience` for the next event; nullopt if none came.
  virtual Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) = 0;

  // Begins to play `pattern` on the reader's own light and sounder, in place of what it plays now, as
  // nearly as it can. A reader without any does nothing. Does not wait for the end.
  virtual Status Play(const IndicatorPattern& /*pattern*/) { return {}; }

  // Its inputs that are active now, as far as it can tell. After WaitForEvent().
  virtual ReaderInputs active_inputs() const { return {}; }

  // For logs and the health page, such as "pn532 /dev/ttyS1".
  virtual std::string_view name() const = 0;
};

}  // namespace doorward::inline hal
