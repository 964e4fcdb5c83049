#include "cli/people_check.hpp"

#include <set>

#include "doorward/domain/json_codec.hpp"

namespace doorward::inline cli {
namespace {

// Compares PINs within one run; it is kept nowhere.
const SecretBox& LocalBox() {
  static const SecretBox kBox(Bytes(32, 0));
  return kBox;
}

std::string CredentialPath(std::size_t place, std::size_t credential) {
  return PersonPath(place) + ".credentials[" + std::to_string(credential) + "]";
}

std::string LineText(const PersonEntry& entry) { return "line " + std::to_string(entry.line); }

// The person, if nothing is wrong with them by themselves; else the faults are noted.
std::optional<Person> ReadEntry(PersonEntry& entry, std::size_t place) {
  if (!entry.faults.empty()) return std::nullopt;
  JsonFaults faults;
  PersonInput input = ReadPerson(entry.person, PersonPath(place), faults);
  entry.faults = faults.faults();
  if (!faults.empty()) return std::nullopt;
  return std::move(input.person);
}

std::string IdOfEntry(const PersonEntry& entry) {
  const bool has = entry.person.is_object() && entry.person.contains("id");
  return has && entry.person["id"].is_string() ? entry.person["id"].get<std::string>() : "";
}

}  // namespace

void CheckPeople(std::vector<PersonEntry>& entries) {
  std::map<std::string, std::size_t> ids;
  std::map<CredentialKey, std::size_t> keys;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    PersonEntry& entry = entries[i];
    const auto person = ReadEntry(entry, i);
    if (!person) continue;
    const auto [same_id, is_new] = ids.emplace(person->id.str(), i);
    if (!is_new) {
      entry.faults.push_back(
          {ErrorCode::kInvalidArgument,
           "this person is given twice: see " + LineText(entries[same_id->second]),
           PersonPath(i) + ".id"});
      continue;
    }
    for (std::size_t c = 0; c < person->credentials.size(); ++c) {
      const auto key = KeyOf(person->credentials[c], LocalBox());
      if (!key) continue;
      const auto [same, is_first] = keys.emplace(*key, i);
      if (is_first || same->second == i) continue;
      entry.faults.push_back(
          {ErrorCode::kAlreadyExists,
           "another person has this credential: see " + LineText(entries[same->second]),
           CredentialPath(i, c)});
    }
  }
}

PeopleThere WhoIsThere(const Json& people) {
  PeopleThere there;
  for (const Json& json : people) {
    // Of another version perhaps: what cannot be read here is left to the terminal.
    JsonFaults faults;
    const Person person = ReadPerson(json, "person", faults).person;
    for (const Credential& credential : person.credentials) {
      if (const auto* held = std::get_if<HeldSecret>(&credential)) {
        ++there.secrets[person.id.str()][std::string(CredentialTypeName(held->type))];
      } else if (auto key = KeyOf(credential, LocalBox())) {
        there.owners.emplace(std::move(*key), person.id.str());
      }
    }
  }
  return there;
}

void CheckTaken(std::vector<PersonEntry>& entries, const PeopleThere& there) {
  std::set<std::string> ids;
  for (const PersonEntry& entry : entries) ids.insert(IdOfEntry(entry));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto person = ReadEntry(entries[i], i);
    if (!person) continue;
    for (std::size_t c = 0; c < person->credentials.size(); ++c) {
      const auto key = KeyOf(person->credentials[c], LocalBox());
      const auto owner = key ? there.owners.find(*key) : there.owners.end();
      if (owner == there.owners.end() || ids.contains(owner->second)) continue;
      entries[i].faults.push_back({ErrorCode::kAlreadyExists,
                                   "another person at the terminal has this credential",
                                   CredentialPath(i, c)});
    }
  }
}

std::map<std::string, std::vector<std::string>> DropMissingSecrets(
    std::vector<PersonEntry>& entries, const PeopleThere& there) {
  std::map<std::string, std::vector<std::string>> missing;
  for (PersonEntry& entry : entries) {
    if (!entry.faults.empty() || !entry.person.contains("credentials")) continue;
    const std::string id = IdOfEntry(entry);
    const auto found = there.secrets.find(id);
    auto left = found == there.secrets.end() ? std::map<std::string, std::size_t>() : found->second;
    Json kept = Json::array();
    for (Json& credential : entry.person["credentials"]) {
      const std::string type = credential.value("type", "");
      if (credential.contains("held") && left[type]-- == 0) {
        left[type] = 0;
        missing[type].push_back(id);
      } else {
        kept.push_back(std::move(credential));
      }
    }
    entry.person["credentials"] = std::move(kept);
  }
  return missing;
}

}  // namespace doorward::inline cli
