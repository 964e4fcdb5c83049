// People, permissions and holidays as JSON: the protocol's shapes (protocol/PROTOCOL.md), which
// are also what `doorctl` reads and writes, and how schedules are stored.
//
// Readers note every fault with its path in the reader's JsonFaults and never keep a doubtful value:
// after a fault the result must not be used. Unknown keys are faults.

#pragma once

#include <string>
#include <vector>

#include "doorward/core/json_reader.hpp"
#include "doorward/domain/person.hpp"

namespace doorward::inline domain {

// A face given as a picture, whose vector has yet to be extracted.
struct PhotoInput {
  Bytes file;        // JPEG or PNG, not yet checked; at most 1 MiB.
  std::string path;  // "people[3].credentials[0].photo"
};

struct PersonInput {
  Person person;
  std::vector<PhotoInput> photos;
};

PersonInput ReadPerson(const Json& json, const std::string& path, JsonFaults& faults);

// kHidden: a PIN is written {"type":"pin","held":true}, and read back as HeldSecret. kTold is for who sends
// people to a terminal.
enum class Secrets { kHidden, kTold };
Json PersonToJson(const Person& person, Secrets secrets = Secrets::kHidden);

// {"type":"face","photo":…} is a fault here; ReadPerson takes it.
Credential ReadCredential(const Json& json, const std::string& path, JsonFaults& faults);
Json CredentialToJson(const Credential& credential, Secrets secrets = Secrets::kHidden);

Permission ReadPermission(const Json& json, const std::string& path, JsonFaults& faults);
Json PermissionToJson(const Permission& permission);

Schedule ReadSchedule(const Json& json, const std::string& path, JsonFaults& faults);
Json ScheduleToJson(const Schedule& schedule);

Holiday ReadHoliday(const Json& json, const std::string& path, JsonFaults& faults);
Json HolidayToJson(const Holiday& holiday);

}  // namespace doorward::inline domain
