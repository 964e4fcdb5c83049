// A person as they are kept: bytes, to be sealed whole. PINs are digests here, and other secrets
// are told to nobody but the matcher.

#pragma once

#include <variant>
#include <vector>

#include "doorward/domain/credential_key.hpp"

namespace doorward::inline storage {

struct StoredPin {
  std::string digest;  // KeyOfPin().
};
using StoredCredential = std::variant<Credential, StoredPin>;  // Never a HeldSecret or a PIN.

struct StoredPerson {
  Person person;  // Without credentials.
  std::vector<StoredCredential> credentials;
};

CredentialType TypeOf(const StoredCredential& credential);
std::optional<CredentialKey> KeyOf(const StoredCredential& credential, const SecretBox& box);

// As the back office may see them: secrets held, not told.
Person ToPerson(StoredPerson stored);
MatchEntry ToMatchEntry(const StoredPerson& stored, const SecretBox& box);

// Padded, so that a small change does not change the size.
Bytes EncodePerson(const StoredPerson& stored);
// kDataLoss if it is not what EncodePerson() made.
Result<StoredPerson> DecodePerson(ByteView bytes);

}  // namespace doorward::inline storage
