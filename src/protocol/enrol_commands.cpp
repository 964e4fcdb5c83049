#include "doorward/protocol/enrol_commands.hpp"

namespace doorward::inline protocol {
namespace {

Result<std::string> ReadEnrolmentId(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  std::string id;
  reader.Required("enrollment", id, NonEmpty(64));
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return id;
}

}  // namespace

Result<StartEnrolment> StartEnrolment::Parse(const Json& arguments) {
  static constexpr CredentialType kTypes[] = {CredentialType::kCard, CredentialType::kFingerprint,
                                              CredentialType::kFace};
  std::vector<std::string_view> names;
  for (const CredentialType type : kTypes) names.push_back(CredentialTypeName(type));

  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  StartEnrolment command;
  reader.Required("person", command.person);
  const int type = reader.RequiredChoice("type", names);
  if (type >= 0) command.type = kTypes[type];
  reader.Optional("reader", command.reader);
  std::int64_t seconds = command.patience.count();
  reader.Optional("timeout_s", seconds, Range{5, 120});
  command.patience = std::chrono::seconds(seconds);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Json StartEnrolment::ToJson() const {
  Json json{{"person", person.str()},
            {"type", CredentialTypeName(type)},
            {"timeout_s", patience.count()}};
  if (!reader.empty()) json["reader"] = reader.str();
  return json;
}

Result<GetEnrolment> GetEnrolment::Parse(const Json& arguments) {
  DW_TRY_ASSIGN(std::string id, ReadEnrolmentId(arguments));
  return GetEnrolment{.enrolment = std::move(id)};
}

Result<CancelEnrolment> CancelEnrolment::Parse(const Json& arguments) {
  DW_TRY_ASSIGN(std::string id, ReadEnrolmentId(arguments));
  return CancelEnrolment{.enrolment = std::move(id)};
}

}  // namespace doorward::inline protocol
