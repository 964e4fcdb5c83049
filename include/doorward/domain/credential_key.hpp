// What a presentation is looked up by: equal keys, same credential. Faces have none; they are
// searched by distance.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/person.hpp"

namespace doorward {

struct CredentialKey {
  CredentialType type = CredentialType::kCard;
  std::string value;  // Card: uid bytes. QR: text. PIN: keyed digest. Fingerprint: "sensor:slot".
  friend bool operator==(const CredentialKey&, const CredentialKey&) = default;
};

CredentialKey KeyOfCard(ByteView uid);
CredentialKey KeyOfQr(std::string_view text);
CredentialKey KeyOfFinger(std::string_view sensor, int slot);
// Takes the same time for every PIN, known or not.
CredentialKey KeyOfPin(const SecretBox& box, std::string_view digits);

// nullopt for what cannot be looked up (a face, a template without slot, a TOTP secret, a key).
std::optional<CredentialKey> KeyOf(const Credential& credential, const SecretBox& box);

// Everything that the matcher holds of one person.
struct MatchEntry {
  PersonRights rights;
  std::vector<CredentialKey> keys;
  std::vector<FaceVector> faces;
};

}  // namespace doorward

template <>
struct std::hash<doorward::CredentialKey> {
  std::size_t operator()(const doorward::CredentialKey& key) const noexcept {
    return std::hash<std::string>{}(key.value) ^ static_cast<std::size_t>(key.type);
  }
};
