// What a person can show at a door.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "doorward/core/bytes.hpp"
#include "doorward/core/names.hpp"
#include "doorward/domain/face_template.hpp"

namespace doorward::inline domain {

enum class CredentialType { kCard, kFace, kFingerprint, kQr, kPin, kTotp, kBluetooth };

inline constexpr Named<CredentialType> kCredentialTypes[] = {
    {CredentialType::kCard, "card", "A UID, which can be copied, or a card that proves a key."},
    {CredentialType::kFace, "face", "What a model makes of a face."},
    {CredentialType::kFingerprint, "fingerprint", "A finger, matched by its module."},
    {CredentialType::kQr, "qr", "The text of a code."},
    {CredentialType::kPin, "pin", "Four to twelve digits."},
    {CredentialType::kTotp, "totp", "A shared secret; no reader yet."},
    {CredentialType::kBluetooth, "bluetooth", "A key on a phone; no reader yet."},
};
static_assert(Covers<kCredentialTypes>());
std::string_view CredentialTypeName(CredentialType type);
std::optional<CredentialType> CredentialTypeFromName(std::string_view name);

struct CardCredential {
  Bytes uid;  // 4 to 10 bytes. It identifies; it does not authenticate: it can be copied.
  friend bool operator==(const CardCredential&, const CardCredential&) = default;
};

// Whether it fits the terminal's own model is known where that is: CheckFaceTemplate().
using FaceCredential = FaceTemplate;

// Matched on the sensor. Carries a template, for modules whose slots the terminal fills; or names a slot
// of a module that it cannot fill.
struct FingerprintCredential {
  std::string sensor;  // Model family: "zfm", "simulated". Templates fit only their own.
  std::optional<int> slot;
  Bytes template_data;  // Up to 1,536 bytes; may be empty when `slot` is given.
  friend bool operator==(const FingerprintCredential&, const FingerprintCredential&) = default;
};

struct QrCredential {
  std::string text;  // 1 to 1,024 bytes of UTF-8, exactly as decoded.
  friend bool operator==(const QrCredential&, const QrCredential&) = default;
};

struct PinCredential {
  std::string digits;  // 4 to 12 of 0-9. Identifies alone, so no two people may share one.
  friend bool operator==(const PinCredential&, const PinCredential&) = default;
};

struct TotpCredential {
  Bytes secret;  // 10 to 64 bytes.
  friend bool operator==(const TotpCredential&, const TotpCredential&) = default;
};

struct BluetoothCredential {
  Bytes key;  // 16 to 64 bytes.
  friend bool operator==(const BluetoothCredential&, const BluetoothCredential&) = default;
};

// Stands for a secret (pin, totp, bluetooth) that the terminal holds and does not tell. Reading a
// person gives this; writing it back keeps what is held, so that a read, an edit and a write lose
// nothing. Writing it for a person who has none is kNotFound.
struct HeldSecret {
  CredentialType type;
  friend bool operator==(const HeldSecret&, const HeldSecret&) = default;
};

using Credential = std::variant<CardCredential, FaceCredential, FingerprintCredential, QrCredential,
                                PinCredential, TotpCredential, BluetoothCredential, HeldSecret>;

CredentialType TypeOf(const Credential& credential);

// Ok if every bound above holds. The error has no path; its message never repeats the value.
Status CheckCredential(const Credential& credential);

}  // namespace doorward::inline domain
