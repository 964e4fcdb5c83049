#include "commands/people_store.hpp"

#include <algorithm>

#include "commands/enrolment_checks.hpp"
#include "doorward/core/check.hpp"
#include "doorward/core/sha256.hpp"

namespace doorward::inline commands {
namespace {

constexpr std::size_t kNameDigits = 16;

bool Has(const Person& person, const Credential& credential) {
  return std::ranges::find(person.credentials, credential) != person.credentials.end();
}

Status CheckBroughtBack(const Person& person, const Person& held, const std::string& path) {
  for (std::size_t i = 0; i < person.credentials.size(); ++i) {
    const Credential& credential = person.credentials[i];
    if (!IsEnrolledAtReader(TypeOf(credential)) || Has(held, credential)) continue;
    return Fail(
        ErrorCode::kPermissionDenied,
        "cards, faces and fingerprints are enrolled at this terminal: \"enrollment\" in its "
        "configuration is \"device\"",
        path + ".credentials[" + std::to_string(i) + "]");
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const CredentialIndex>> StorePeople(std::span<const Person> people,
                                                           CommandContext& context) {
  DW_TRY(CheckFaceModels(people, context.vision.model()));
  DW_TRY(CheckFingers(people, context.managed_sensors()));
  DW_TRY_ASSIGN(const std::vector<MatchEntry> entries, context.people.PutPeople(people));
  const auto current = context.index.Get();
  auto next = current->WithPeople(entries);
  if (context.face.refuse_duplicates) {
    DW_TRY(CheckDuplicateFaces(people, current->faces(), next->faces(),
                               context.duplicate_face_distance));
  }
  return next;
}

Result<std::vector<Person>> WithWhatIsEnrolled(std::span<const Person> people,
                                               CommandContext& context) {
  std::vector<Person> whole(people.begin(), people.end());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Person& person = whole[i];
    DW_TRY_ASSIGN(const auto found, context.people.GetPerson(person.id));
    const Person held = found.value_or(Person());
    DW_TRY(CheckBroughtBack(person, held, "people[" + std::to_string(i) + "]"));
    for (const Credential& credential : held.credentials) {
      if (!IsEnrolledAtReader(TypeOf(credential)) || Has(person, credential)) continue;
      person.credentials.push_back(credential);
    }
  }
  return whole;
}

std::string CredentialName(const Credential& credential) {
  const std::string type(CredentialTypeName(TypeOf(credential)));
  if (const auto* card = std::get_if<CardCredential>(&credential)) {
    return type + ":" + ToHex(card->uid);
  }
  if (const auto* finger = std::get_if<FingerprintCredential>(&credential)) {
    return type + ":" + Sha256(finger->template_data).substr(0, kNameDigits);
  }
  const auto* face = std::get_if<FaceCredential>(&credential);
  DW_CHECK(face != nullptr);
  return type + ":" + Sha256(face->bytes).substr(0, kNameDigits);
}

}  // namespace doorward::inline commands
