// What a presentation is looked up by: equal keys, same credential. Faces have none; they are
// searched by distance.

#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/person.hpp"

namespace doorward::inline domain {

struct CredentialKey {
  CredentialType type = CredentialType::kCard;
  // PIN: keyed digest. Fingerprint: "sensor:slot", or "sensor#digest" of a template. Others: their one value.
  std::string value;
  friend auto operator<=>(const CredentialKey&, const CredentialKey&) = default;
};

CredentialKey KeyOfCard(ByteView uid);
CredentialKey KeyOfQr(std::string_view text);
CredentialKey KeyOfFinger(std::string_view sensor, int slot);
// Of the template, wherever it is kept. Keyed: it tells nothing of the finger.
CredentialKey KeyOfTemplate(const SecretBox& box, std::string_view sensor, ByteView template_data);
// Whether `key` is one of KeyOfTemplate() for `sensor`.
bool IsTemplateOf(std::string_view sensor, const CredentialKey& key);
// Takes the same time for every PIN, known or not.
CredentialKey KeyOfPin(const SecretBox& box, std::string_view digits);

// nullopt for what cannot be looked up (a face, a TOTP secret, a key). A finger that names a slot is
// known by its slot, whatever else there is of it.
std::optional<CredentialKey> KeyOf(const Credential& credential, const SecretBox& box);

// Everything that the matcher holds of one person.
struct MatchEntry {
  PersonRights rights;
  std::vector<CredentialKey> keys;
  std::vector<FaceTemplate> faces;
};

}  // namespace doorward::inline domain

template <>
struct std::hash<doorward::CredentialKey> {
  std::size_t operator()(const doorward::CredentialKey& key) const noexcept {
    return std::hash<std::string>{}(key.value) ^ static_cast<std::size_t>(key.type);
  }
};
