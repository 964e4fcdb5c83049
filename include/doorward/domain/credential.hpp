// What a person can show at a door. A type is a row of kCredentialTypes and a struct, both here: src/domain/README.md
// says how to add one.

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

// What a reader gives of it. A code is any text that is read at once.
enum class ReadAs { kNothing, kCard, kFace, kFinger, kCode, kKeys };

// What a record tells of its value.
enum class Recorded { kDigest, kWhole, kUnlessCardsAreHidden };

struct CredentialTypeRow {
  CredentialType value;
  std::string_view name;
  std::string_view meaning;
  // kNothing: no reader of this version can show it. It is `unsupported`, for it would be kept and open for nobody.
  ReadAs read_as = ReadAs::kNothing;
  bool secret = false;  // Held and not told: see HeldSecret.
  bool single = false;  // At most one a person.
  Recorded recorded = Recorded::kDigest;
  // Its number in people.db. Released numbers keep their meaning; 2 is a face of 128 numbers.
  unsigned stored = 0;

  // Of a type that is one value (HasOneValue). Others have a form of their own, and none of these.
  std::string_view key = {};  // Of the value, in JSON.
  std::string_view expected =
      {};  // The fault of any other value. It may be a secret: never repeated.
  std::string_view schema = {};  // Of the value: JSON Schema, draft 7.
  std::string_view column = {};  // Of people as CSV; empty: does not fit there.
};

inline constexpr CredentialTypeRow kCredentialTypes[] = {
    {.value = CredentialType::kCard,
     .name = "card",
     .meaning = "A UID, which can be copied, or a card that proves a key.",
     .read_as = ReadAs::kCard,
     .recorded = Recorded::kUnlessCardsAreHidden,
     .stored = 1,
     .key = "uid",
     .expected = "card uid: expected 4 to 10 bytes of hex",
     .schema = R"({"type": "string", "pattern": "^([0-9A-Fa-f]{2}){4,10}$"})",
     .column = "cards"},
    {.value = CredentialType::kFace,
     .name = "face",
     .meaning = "What a model makes of a face.",
     .read_as = ReadAs::kFace,
     .stored = 8},
    {.value = CredentialType::kFingerprint,
     .name = "fingerprint",
     .meaning = "A finger, matched by its module.",
     .read_as = ReadAs::kFinger,
     .recorded = Recorded::kWhole,  // A slot or a digest already.
     .stored = 3},
    {.value = CredentialType::kQr,
     .name = "qr",
     .meaning = "The text of a code.",
     .read_as = ReadAs::kCode,
     .stored = 4,
     .key = "text",
     .expected = "qr text: expected 1 to 1024 bytes of UTF-8",
     .schema = R"({"type": "string", "minLength": 1, "maxLength": 1024})",
     .column = "qr_codes"},
    {.value = CredentialType::kPin,
     .name = "pin",
     .meaning = "Four to twelve digits.",
     .read_as = ReadAs::kKeys,
     .secret = true,
     .single = true,
     .stored = 5,
     .key = "pin",
     .expected = "pin: expected 4 to 12 digits",
     .schema = R"({"type": "string", "pattern": "^[0-9]{4,12}$"})",
     .column = "pin"},
    {.value = CredentialType::kTotp,
     .name = "totp",
     .meaning = "A shared secret; no reader yet.",
     .secret = true,
     .single = true,
     .stored = 6,
     .key = "secret",
     .expected = "totp secret: expected 10 to 64 bytes in base32",
     .schema = R"({"type": "string", "pattern": "^[A-Z2-7]+=*$"})"},
    {.value = CredentialType::kBluetooth,
     .name = "bluetooth",
     .meaning = "A key on a phone; no reader yet.",
     .secret = true,
     .stored = 7,
     .key = "key",
     .expected = "bluetooth key: expected 16 to 64 bytes in base64",
     .schema = R"({"$ref": "#/components/schemas/Base64"})"},
};
static_assert(Covers<kCredentialTypes>());
constexpr const CredentialTypeRow& RowOf(CredentialType type) {
  return kCredentialTypes[static_cast<std::size_t>(type)];
}
std::string_view CredentialTypeName(CredentialType type);
std::optional<CredentialType> CredentialTypeFromName(std::string_view name);

// A credential that is one value, `kValue`, whose bounds Fits() holds. Where it is not written as it is, Parse()
// reads what Text() writes.
template <typename T>
concept HasOneValue = requires {
  T::kValue;
};

struct CardCredential {
  Bytes uid;  // 4 to 10 bytes. It identifies; it does not authenticate: it can be copied.
  friend bool operator==(const CardCredential&, const CardCredential&) = default;

  static constexpr auto kValue = &CardCredential::uid;
  bool Fits() const { return uid.size() >= 4 && uid.size() <= 10; }
  static Result<CardCredential> Parse(std::string_view text);
  std::string Text() const;
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

  static constexpr auto kValue = &QrCredential::text;
  bool Fits() const { return !text.empty() && text.size() <= 1024 && IsValidUtf8(text); }
  static Result<QrCredential> Parse(std::string_view text);
};

struct PinCredential {
  std::string digits;  // 4 to 12 of 0-9. Identifies alone, so no two people may share one.
  friend bool operator==(const PinCredential&, const PinCredential&) = default;

  static constexpr auto kValue = &PinCredential::digits;
  bool Fits() const {
    return digits.size() >= 4 && digits.size() <= 12 &&
           digits.find_first_not_of("0123456789") == std::string::npos;
  }
};

struct TotpCredential {
  Bytes secret;  // 10 to 64 bytes.
  friend bool operator==(const TotpCredential&, const TotpCredential&) = default;

  static constexpr auto kValue = &TotpCredential::secret;
  bool Fits() const { return secret.size() >= 10 && secret.size() <= 64; }
  static Result<TotpCredential> Parse(std::string_view text);
  std::string Text() const;
};

struct BluetoothCredential {
  Bytes key;  // 16 to 64 bytes.
  friend bool operator==(const BluetoothCredential&, const BluetoothCredential&) = default;

  static constexpr auto kValue = &BluetoothCredential::key;
  bool Fits() const { return key.size() >= 16 && key.size() <= 64; }
  static Result<BluetoothCredential> Parse(std::string_view text);
  std::string Text() const;
};

// Stands for a secret that the terminal holds and does not tell. Reading a person gives this; writing it back
// keeps what is held, so that a read, an edit and a write lose nothing. Writing it for a person who has none
// is kNotFound.
struct HeldSecret {
  CredentialType type;
  friend bool operator==(const HeldSecret&, const HeldSecret&) = default;
};

// In the order of CredentialType.
using Credential = std::variant<CardCredential, FaceCredential, FingerprintCredential, QrCredential,
                                PinCredential, TotpCredential, BluetoothCredential, HeldSecret>;
static_assert(std::variant_size_v<Credential> == std::size(kCredentialTypes) + 1);

CredentialType TypeOf(const Credential& credential);

// One of `type`, without its values: to be filled by whoever reads it.
Credential EmptyCredential(CredentialType type);

// Ok if every bound above holds. The error has no path; its message never repeats the value.
Status CheckCredential(const Credential& credential);

}  // namespace doorward::inline domain
