#include "storage/record_secrets.hpp"

#include <algorithm>

#include "doorward/core/check.hpp"

namespace doorward::inline storage {
namespace {

Bytes DigestOf(std::string_view purpose, std::string_view value, const SecretBox& box) {
  if (value.empty()) return {};
  const Digest digest = box.Fingerprint(purpose, AsBytes(value));
  return Bytes(digest.begin(), digest.begin() + kRecordDigestBytes);
}

bool IsHidden(CredentialType type, bool cards) {
  switch (RowOf(type).recorded) {
    case Recorded::kDigest: return true;
    case Recorded::kWhole: return false;
    case Recorded::kUnlessCardsAreHidden: return cards;
  }
  DW_UNREACHABLE();
}

bool BeginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

void HideSecrets(Record& record, const SecretBox& box, bool cards) {
  const bool has_value = record.credential_type && !record.credential_value.empty();
  if (!has_value || !record.credential_digest.empty()) return;
  if (!IsHidden(*record.credential_type, cards)) return;
  record.credential_digest =
      ToHex(DigestOfValue(*record.credential_type, record.credential_value, box));
  record.credential_value = LastCharacters(record.credential_value);
}

Bytes DigestOfPerson(const PersonId& person, const SecretBox& box) {
  return DigestOf("record.person", person.str(), box);
}

Bytes DigestOfValue(CredentialType type, std::string_view value, const SecretBox& box) {
  switch (type) {
    case CredentialType::kCard: return DigestOf("record.card", value, box);
    case CredentialType::kFingerprint: return DigestOf("record.finger", value, box);
    default: return DigestOf("record.code", value, box);
  }
}

Bytes DigestOfValue(const Record& record, const SecretBox& box) {
  if (!record.credential_digest.empty()) {
    return FromHex(record.credential_digest).value_or(Bytes());
  }
  if (!record.credential_type) return {};
  return DigestOfValue(*record.credential_type, record.credential_value, box);
}

std::string LastCharacters(std::string_view text) {
  const auto characters = std::ranges::count_if(text, BeginsCharacter);
  int left = characters >= 16 ? 4 : characters >= 8 ? 2 : 0;
  std::size_t from = text.size();
  while (left > 0 && from > 0) {
    if (BeginsCharacter(text[--from])) --left;
  }
  return std::string(text.substr(from));
}

}  // namespace doorward::inline storage
