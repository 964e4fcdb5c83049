// What of a credential may stand in a record. The text of a code opens a door: whoever reads it can
// show it. So a record tells a keyed digest of it, by which it is found again, and its last
// characters, by which people tell codes apart. The key never leaves the terminal: whoever has the
// records alone cannot try codes.
//
// Pure. Thread-safety: any thread.

#pragma once

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/record.hpp"

namespace doorward::inline storage {

inline constexpr std::size_t kRecordDigestBytes = 8;

// Puts digest and last characters in the place of a code; of a card too if `cards`. Once is enough.
void HideSecrets(Record& record, const SecretBox& box, bool cards);

// For finding records: by person, and by what was shown. Empty if there is nothing.
Bytes DigestOfPerson(const PersonId& person, const SecretBox& box);
Bytes DigestOfValue(CredentialType type, std::string_view value, const SecretBox& box);
// Of a record's credential, whether or not it is hidden.
Bytes DigestOfValue(const Record& record, const SecretBox& box);

// Four characters of a long text, two of one of 8 to 15, none of a shorter one: each told of a code
// of digits makes it ten times as easy to guess.
std::string LastCharacters(std::string_view text);

}  // namespace doorward::inline storage
