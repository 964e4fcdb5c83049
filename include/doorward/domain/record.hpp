// One line of the terminal's log of everything: access attempts (granted or not, known or not), and
// door, alarm, command and system events.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/id.hpp"
#include "doorward/core/time.hpp"
#include "doorward/domain/credential.hpp"
#include "doorward/domain/reason.hpp"

namespace doorward::inline domain {

using RecordSeq = std::int64_t;  // From 1, never reused.
inline constexpr RecordSeq kMaxRecordSeq = std::numeric_limits<RecordSeq>::max();

enum class RecordKind { kAccess, kDoor, kAlarm, kCommand, kSystem };
std::string_view RecordKindName(RecordKind kind);
std::optional<RecordKind> RecordKindFromName(std::string_view name);

// What happened, for every kind but access.
enum class Event {
  // door
  kReleased,
  kSecured,
  kOpened,
  kClosed,
  kModeNormal,
  kModeLockdown,
  kModeFree,
  // alarm
  kForced,
  kForcedCleared,
  kHeldOpen,
  kHeldOpenCleared,
  kPinLockout,
  kRecordsFilling,
  kRecordsNearlyFull,
  kRecordsOverwritten,
  kStorageFailed,
  kStorageRecovered,
  kStoreDamaged,  // A database was found damaged; the detail names it.
  kStrikeFailed,
  kDeviceLost,
  kDeviceBack,
  kReaderTamper,
  kReaderTamperCleared,
  kInputStuck,  // Active for longer than makes sense; the detail names the input.
  kInputStuckCleared,
  kInputFlapping,  // Active far more often than makes sense.
  kInputFlappingCleared,
  // command: one that changed something. The name is in `detail`.
  kCommandDone,
  kCommandFailed,
  kEnrolled,  // The outcome of an enrolment at a reader, of a person.
  kNotEnrolled,
  // system
  kStarted,
  kStopped,
  kGap,
  kClockUnsure,
  kClockTrusted,
  kClockSet,  // An operator said that the clock is right; `detail` tells the floor before and after.
};
std::string_view EventName(Event event);  // "forced_cleared"
std::optional<Event> EventFromName(std::string_view name);

inline constexpr std::size_t kMaxRecordText = 256;  // Bytes, for each text in a record.

struct Record {
  RecordSeq seq = 0;  // Given by the log.
  WallTime at;
  ClockTrust clock = ClockTrust::kTrusted;
  RecordKind kind = RecordKind::kSystem;
  std::optional<Event> event;  // Absent for kAccess alone.
  std::string detail;          // For people; bounded, sanitized, no secret.
  DoorId door;                 // Empty: none. So also the ids below.
  ReaderId reader;
  std::optional<Direction> direction;

  // For kAccess:
  std::optional<Method> method;
  bool granted = false;
  std::optional<Reason> reason;
  PersonId person;  // These three also for an enrolment.
  std::optional<CredentialType> credential_type;
  // Card uid in hex; a code's text, sanitized, until the log takes the record. Never a PIN, never a
  // vector.
  std::string credential_value;
  // Keyed, in hex, of a value that is not told: then `credential_value` is its last characters alone.
  std::string credential_digest;
  bool snapshot = false;  // There is a JPEG under this seq.
  bool late = false;      // The strike was released before this was durable.

  friend bool operator==(const Record&, const Record&) = default;
};

struct SeqRange {
  RecordSeq from = 0;  // Both inclusive.
  RecordSeq to = 0;
  friend bool operator==(const SeqRange&, const SeqRange&) = default;
};

// Which records are asked for, in the order of their numbers.
struct RecordQuery {
  RecordSeq after_seq = 0;
  std::size_t limit = 500;  // At most 500.
  PersonId person = {};     // Empty: any.
  std::optional<RecordKind> kind = {};
  // What was shown: a card's UID in hex, or a code's text. Empty: any.
  std::string card = {};
  std::string code = {};
};

}  // namespace doorward::inline domain
