// One line of the terminal's log of everything: access attempts (granted or not, known or not), and
// door, alarm, command and system events.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/id.hpp"
#include "doorward/core/names.hpp"
#include "doorward/core/time.hpp"
#include "doorward/domain/credential.hpp"
#include "doorward/domain/reason.hpp"

namespace doorward::inline domain {

using RecordSeq = std::int64_t;  // From 1, never reused.
inline constexpr RecordSeq kMaxRecordSeq = std::numeric_limits<RecordSeq>::max();

enum class RecordKind { kAccess, kDoor, kAlarm, kCommand, kSystem };
inline constexpr Named<RecordKind> kRecordKinds[] = {
    {RecordKind::kAccess, "access", "Somebody came to the door, and passed or not."},
    {RecordKind::kDoor, "door", "What the door did."},
    {RecordKind::kAlarm, "alarm", "What somebody should look at, and its end."},
    {RecordKind::kCommand, "command", "What was commanded, and enrolled."},
    {RecordKind::kSystem, "system", "The terminal itself."},
};
static_assert(Covers<kRecordKinds>());
std::string_view RecordKindName(RecordKind kind);
std::optional<RecordKind> RecordKindFromName(std::string_view name);

// What happened, for every kind but access. What each means stands in its row.
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
  kStoreDamaged,
  kStrikeFailed,
  kDeviceLost,
  kDeviceBack,
  kReaderTamper,
  kReaderTamperCleared,
  kInputStuck,
  kInputStuckCleared,
  kInputFlapping,
  kInputFlappingCleared,
  // command
  kCommandDone,
  kCommandFailed,
  kEnrolled,
  kNotEnrolled,
  // system
  kStarted,
  kStopped,
  kGap,
  kClockUnsure,
  kClockTrusted,
  kClockSet,
};

struct EventRow {
  Event value;
  std::string_view name;
  RecordKind kind;  // Of its records.
  std::string_view meaning;
};
inline constexpr EventRow kEvents[] = {
    {Event::kReleased, "released", RecordKind::kDoor, "The strike is released."},
    {Event::kSecured, "secured", RecordKind::kDoor, "The strike is locked again."},
    {Event::kOpened, "opened", RecordKind::kDoor, "The contact opened."},
    {Event::kClosed, "closed", RecordKind::kDoor, "The contact closed."},
    {Event::kModeNormal, "mode_normal", RecordKind::kDoor, "The door follows its rules again."},
    {Event::kModeLockdown, "mode_lockdown", RecordKind::kDoor, "Nobody but the exit button opens."},
    {Event::kModeFree, "mode_free", RecordKind::kDoor, "The strike is held released."},
    {Event::kForced, "forced", RecordKind::kAlarm, "The door was opened without leave."},
    {Event::kForcedCleared, "forced_cleared", RecordKind::kAlarm, "It is shut again."},
    {Event::kHeldOpen, "held_open", RecordKind::kAlarm, "The door is open for too long."},
    {Event::kHeldOpenCleared, "held_open_cleared", RecordKind::kAlarm, "It is shut again."},
    {Event::kPinLockout, "pin_lockout", RecordKind::kAlarm, "Too many wrong PINs were typed."},
    {Event::kRecordsFilling, "records_filling", RecordKind::kAlarm,
     "Records that are not acknowledged fill 80 % of the ring."},
    {Event::kRecordsNearlyFull, "records_nearly_full", RecordKind::kAlarm,
     "Records that are not acknowledged fill 95 % of the ring."},
    {Event::kRecordsOverwritten, "records_overwritten", RecordKind::kAlarm,
     "The ring went over records that were not acknowledged."},
    {Event::kStorageFailed, "storage_failed", RecordKind::kAlarm, "The disk takes no records."},
    {Event::kStorageRecovered, "storage_recovered", RecordKind::kAlarm, "It takes them again."},
    {Event::kStoreDamaged, "store_damaged", RecordKind::kAlarm,
     "A database was found damaged; `detail` names it."},
    {Event::kStrikeFailed, "strike_failed", RecordKind::kAlarm,
     "The strike's line could not be driven."},
    {Event::kDeviceLost, "device_lost", RecordKind::kAlarm, "A reader or a line is gone."},
    {Event::kDeviceBack, "device_back", RecordKind::kAlarm, "It is there again."},
    {Event::kReaderTamper, "reader_tamper", RecordKind::kAlarm,
     "The reader's own tamper contact moved."},
    {Event::kReaderTamperCleared, "reader_tamper_cleared", RecordKind::kAlarm, "It moved back."},
    {Event::kInputStuck, "input_stuck", RecordKind::kAlarm,
     "An input is active for longer than makes sense; `detail` names it."},
    {Event::kInputStuckCleared, "input_stuck_cleared", RecordKind::kAlarm, "It rests again."},
    {Event::kInputFlapping, "input_flapping", RecordKind::kAlarm,
     "An input becomes active far more often than makes sense."},
    {Event::kInputFlappingCleared, "input_flapping_cleared", RecordKind::kAlarm, "It rests again."},
    {Event::kCommandDone, "command_done", RecordKind::kCommand,
     "A command changed something; `detail` names it."},
    {Event::kCommandFailed, "command_failed", RecordKind::kCommand,
     "A command was to change something, and failed."},
    {Event::kEnrolled, "enrolled", RecordKind::kCommand, "A person got a credential at a reader."},
    {Event::kNotEnrolled, "not_enrolled", RecordKind::kCommand,
     "An enrollment ended without one; `detail` says why."},
    {Event::kStarted, "started", RecordKind::kSystem, "The terminal started."},
    {Event::kStopped, "stopped", RecordKind::kSystem, "It was told to stop."},
    {Event::kGap, "gap", RecordKind::kSystem,
     "Records that could not be kept or read; `detail` says how many."},
    {Event::kClockUnsure, "clock_unsure", RecordKind::kSystem, "The clock may be wrong."},
    {Event::kClockTrusted, "clock_trusted", RecordKind::kSystem, "It is right again."},
    {Event::kClockSet, "clock_set", RecordKind::kSystem,
     "An operator said that the clock is right; `detail` tells the floor before and after."},
};
static_assert(Covers<kEvents>());
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
