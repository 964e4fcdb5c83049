#include "commands/capabilities.hpp"

#include <algorithm>

#include "doorward/domain/limits.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline commands {
namespace {

constexpr int kProtocol = 1;

// Whether a reader of this version could show it.
bool IsTaken(CredentialType type) { return RowOf(type).read_as != ReadAs::kNothing; }

template <typename Is>
Json NamesOf(Is is) {
  Json names = Json::array();
  for (const CredentialTypeRow& row : kCredentialTypes) {
    if (is(row.value)) names.push_back(row.name);
  }
  return names;
}

bool IsRead(CredentialType type, const CommandContext& context) {
  if (type == CredentialType::kFace && context.vision.model() == nullptr) return false;
  return context.capabilities.read.contains(type);
}

bool IsRead(const Credential& credential, const CommandContext& context) {
  const auto* finger = std::get_if<FingerprintCredential>(&credential);
  if (finger == nullptr) return IsRead(TypeOf(credential), context);
  return context.capabilities.fingerprint_sensors.contains(finger->sensor);
}

Json FacesToJson(const FaceModel* model) {
  if (model == nullptr) return nullptr;
  return {{"model", model->name}, {"sha256", model->sha256}, {"vector_length", model->length}};
}

Json EnrolmentToJson(const EnrolmentSource& enrolment) {
  Json readers = Json::object();
  for (const EnrolmentPlace& place : enrolment.places) {
    readers[place.reader.str()] =
        NamesOf([&](CredentialType type) { return place.types.contains(type); });
  }
  return {{"source", enrolment.at_device ? "device" : "back_office"},
          {"readers", std::move(readers)}};
}

Json LimitsToJson() {
  return {{"message_bytes", JsonLimits().max_bytes},
          {"photo_bytes", kPhotoThatFits},
          {"photo_pixels", kMaxPhotoPixels},
          {"template_bytes", kMaxTemplateBytes},
          {"items_per_command", kMaxBatch},
          {"credentials_per_person", kMaxCredentials},
          {"permissions_per_person", kMaxPersonPermissions},
          {"permissions", kMaxPermissions},
          {"holidays", kMaxHolidays},
          {"people_designed_for", 50'000}};
}

}  // namespace

Json CapabilitiesToJson(const CommandContext& context) {
  Json factors = Json::object();
  for (const auto& [door, texts] : context.capabilities.factors) factors[door.str()] = texts;
  return {{"protocol", kProtocol},
          {"credentials", {{"taken", NamesOf(IsTaken)}, {"read", NamesOf([&](CredentialType type) {
                                                           return IsRead(type, context);
                                                         })}}},
          {"faces", FacesToJson(context.vision.model())},
          {"fingerprint_sensors", context.capabilities.fingerprint_sensors},
          {"enrollment", EnrolmentToJson(context.enrolment)},
          {"factors", std::move(factors)},
          {"door_modes",
           {DoorModeName(DoorMode::kNormal), DoorModeName(DoorMode::kLockdown),
            DoorModeName(DoorMode::kFree)}},
          {"limits", LimitsToJson()}};
}

Status CheckMatched(std::span<const Person> people) {
  JsonFaults faults;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto& credentials = people[i].credentials;
    for (std::size_t j = 0; j < credentials.size(); ++j) {
      const CredentialType type = TypeOf(credentials[j]);
      if (IsTaken(type) || std::holds_alternative<HeldSecret>(credentials[j])) continue;
      faults.Add("people[" + std::to_string(i) + "].credentials[" + std::to_string(j) + "]",
                 "this version of the terminal has no reader for " +
                     std::string(CredentialTypeName(type)) +
                     ": it would open for nobody; leave it out");
    }
  }
  const Status status = faults.ToStatus();
  if (status) return {};
  return Fail(ErrorCode::kUnsupported, status.error().message, status.error().path);
}

Json CountUnread(std::span<const Person> people, const CommandContext& context) {
  Json unread = Json::object();
  for (const Person& person : people) {
    for (const Credential& credential : person.credentials) {
      if (IsRead(credential, context)) continue;
      Json& count = unread[std::string(CredentialTypeName(TypeOf(credential)))];
      count = count.is_null() ? 1 : count.get<int>() + 1;
    }
  }
  return unread;
}

}  // namespace doorward::inline commands
