#include "doorward/domain/record.hpp"

#include "doorward/core/names.hpp"

namespace doorward::inline domain {
namespace {

constexpr Named<RecordKind> kKinds[] = {
    {RecordKind::kAccess, "access"}, {RecordKind::kDoor, "door"},
    {RecordKind::kAlarm, "alarm"},   {RecordKind::kCommand, "command"},
    {RecordKind::kSystem, "system"},
};

constexpr Named<Event> kEvents[] = {
    {Event::kReleased, "released"},
    {Event::kSecured, "secured"},
    {Event::kOpened, "opened"},
    {Event::kClosed, "closed"},
    {Event::kModeNormal, "mode_normal"},
    {Event::kModeLockdown, "mode_lockdown"},
    {Event::kModeFree, "mode_free"},
    {Event::kForced, "forced"},
    {Event::kForcedCleared, "forced_cleared"},
    {Event::kHeldOpen, "held_open"},
    {Event::kHeldOpenCleared, "held_open_cleared"},
    {Event::kPinLockout, "pin_lockout"},
    {Event::kRecordsFilling, "records_filling"},
    {Event::kRecordsNearlyFull, "records_nearly_full"},
    {Event::kRecordsOverwritten, "records_overwritten"},
    {Event::kStorageFailed, "storage_failed"},
    {Event::kStorageRecovered, "storage_recovered"},
    {Event::kStoreDamaged, "store_damaged"},
    {Event::kStrikeFailed, "strike_failed"},
    {Event::kDeviceLost, "device_lost"},
    {Event::kDeviceBack, "device_back"},
    {Event::kReaderTamper, "reader_tamper"},
    {Event::kReaderTamperCleared, "reader_tamper_cleared"},
    {Event::kInputStuck, "input_stuck"},
    {Event::kInputStuckCleared, "input_stuck_cleared"},
    {Event::kInputFlapping, "input_flapping"},
    {Event::kInputFlappingCleared, "input_flapping_cleared"},
    {Event::kCommandDone, "command_done"},
    {Event::kCommandFailed, "command_failed"},
    {Event::kEnrolled, "enrolled"},
    {Event::kNotEnrolled, "not_enrolled"},
    {Event::kStarted, "started"},
    {Event::kStopped, "stopped"},
    {Event::kGap, "gap"},
    {Event::kClockUnsure, "clock_unsure"},
    {Event::kClockTrusted, "clock_trusted"},
    {Event::kClockSet, "clock_set"},
};

}  // namespace

std::string_view RecordKindName(RecordKind kind) { return NameIn(kKinds, kind); }
std::optional<RecordKind> RecordKindFromName(std::string_view name) {
  return ValueIn(kKinds, name);
}

std::string_view EventName(Event event) { return NameIn(kEvents, event); }
std::optional<Event> EventFromName(std::string_view name) { return ValueIn(kEvents, name); }

}  // namespace doorward::inline domain
