// People as JSON. Credentials and schedules have files of their own beside this one.

#include "doorward/domain/json_codec.hpp"

#include <algorithm>

#include "doorward/domain/limits.hpp"
#include "json_codec_parts.hpp"

namespace doorward::inline domain {
namespace {

constexpr std::size_t kMaxName = 256;

std::size_t CountType(const std::vector<Credential>& credentials, CredentialType type) {
  return static_cast<std::size_t>(
      std::count_if(credentials.begin(), credentials.end(),
                    [&](const Credential& credential) { return TypeOf(credential) == type; }));
}

// Adds `credential` to `person`, or a fault if it may not stand beside those before it.
void AddCredential(Credential credential, const std::string& path, JsonFaults& faults,
                   Person& person) {
  const CredentialType type = TypeOf(credential);
  const auto& held = person.credentials;
  // Two held Bluetooth keys look alike and are not.
  const bool stands_for_another = std::holds_alternative<HeldSecret>(credential);
  if (RowOf(type).single && CountType(held, type) > 0) {
    faults.Add(path, "a person has at most one " + std::string(CredentialTypeName(type)));
  } else if (!stands_for_another && std::find(held.begin(), held.end(), credential) != held.end()) {
    faults.Add(path, "is given twice");
  } else {
    person.credentials.push_back(std::move(credential));
  }
}

void ReadCredentials(JsonReader& reader, PersonInput& input) {
  reader.OptionalArray(
      "credentials", kMaxCredentials, [&](const Json& json, const std::string& path) {
        // A faulty credential is not compared with the others: one fault is enough.
        JsonFaults& faults = reader.faults();
        const std::size_t faults_before = faults.count();
        CredentialInput read = ReadCredentialInput(json, path, faults);
        if (faults.count() != faults_before) return;
        if (auto* photo = std::get_if<PhotoInput>(&read)) {
          input.photos.push_back(std::move(*photo));
        } else {
          AddCredential(std::get<Credential>(std::move(read)), path, faults, input.person);
        }
      });
}

void PutText(Json& json, const char* key, std::string_view text) {
  if (!text.empty()) json[key] = std::string(text);
}

template <typename T>
void PutIds(Json& json, const char* key, const std::vector<T>& ids) {
  for (const T& id : ids) {
    if constexpr (std::is_same_v<T, std::string>) {
      json[key].push_back(id);
    } else {
      json[key].push_back(id.str());
    }
  }
}

}  // namespace

PersonInput ReadPerson(const Json& json, const std::string& path, JsonFaults& faults) {
  JsonReader reader(json, path, faults);
  PersonInput input;
  Person& person = input.person;
  reader.Required("id", person.id);
  reader.Optional("name", person.name, MaxLength(kMaxName));
  reader.Optional("department", person.department, MaxLength(kMaxName));
  reader.Optional("employee_no", person.employee_no, MaxLength(kMaxName));
  person.validity = ReadValidity(reader, "valid_from", "valid_until");
  person.groups = ReadIds<std::string>(reader, "groups", kMaxPersonGroups);
  person.permissions = ReadIds<PermissionId>(reader, "permissions", kMaxPersonPermissions);
  ReadCredentials(reader, input);
  reader.Finish();
  return input;
}

Json PersonToJson(const Person& person, Secrets secrets) {
  Json json = {{"id", person.id.str()}};
  PutText(json, "name", person.name);
  PutText(json, "department", person.department);
  PutText(json, "employee_no", person.employee_no);
  ValidityToJson(person.validity, "valid_from", "valid_until", json);
  PutIds(json, "groups", person.groups);
  PutIds(json, "permissions", person.permissions);
  for (const Credential& credential : person.credentials) {
    json["credentials"].push_back(CredentialToJson(credential, secrets));
  }
  return json;
}

}  // namespace doorward::inline domain
