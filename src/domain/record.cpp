#include "doorward/domain/record.hpp"

namespace doorward::inline domain {

std::string_view RecordKindName(RecordKind kind) { return NameIn(kRecordKinds, kind); }
std::optional<RecordKind> RecordKindFromName(std::string_view name) {
  return ValueIn(kRecordKinds, name);
}

std::string_view EventName(Event event) { return NameIn(kEvents, event); }
std::optional<Event> EventFromName(std::string_view name) { return ValueIn(kEvents, name); }

}  // namespace doorward::inline domain
