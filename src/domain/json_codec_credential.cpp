// Credentials as JSON. A fault says what was expected and never what was found: it may be a secret.

#include "doorward/core/check.hpp"
#include "doorward/domain/card_number.hpp"
#include "doorward/domain/code_text.hpp"
#include "doorward/domain/limits.hpp"
#include "json_codec_parts.hpp"

namespace doorward::inline domain {
namespace {

constexpr std::size_t kMaxTextBytes = 1024;
constexpr int kMaxSlot = 65'535;

constexpr std::string_view kCardFault = "card uid: expected 4 to 10 bytes of hex";
constexpr std::string_view kVectorFault = "face vector: expected 4 to 1024 float32 in base64";
constexpr std::string_view kPhotoFault = "photo: expected 1 byte to 1 MiB in base64";
constexpr std::string_view kTemplateFault = "template: expected 1 to 1536 bytes in base64";
constexpr std::string_view kQrFault = "qr text: expected 1 to 1024 bytes of UTF-8";
constexpr std::string_view kPinFault = "pin: expected 4 to 12 digits";
constexpr std::string_view kTotpFault = "totp secret: expected 10 to 64 bytes in base32";
constexpr std::string_view kBluetoothFault = "bluetooth key: expected 16 to 64 bytes in base64";

constexpr std::size_t Base64Length(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

// The text at `key`, or null and a fault if it is absent, not text, or longer than `max_bytes`.
const std::string* RequireText(JsonReader& reader, std::string_view key, std::size_t max_bytes,
                               std::string_view fault) {
  const Json* found = reader.Require(key);
  if (found == nullptr) return nullptr;
  const auto* text = found->get_ptr<const std::string*>();
  if (text != nullptr && text->size() <= max_bytes) return text;
  const bool is_number = found->is_number();
  reader.faults().Add(reader.PathOf(key),
                      std::string(fault) + (is_number ? "; found a number: put it in quotes" : ""));
  return nullptr;
}

// `credential`, with a fault at `key` if it breaks a bound.
Credential Checked(JsonReader& reader, std::string_view key, std::string_view fault,
                   Credential credential) {
  if (!CheckCredential(credential)) reader.faults().Add(reader.PathOf(key), std::string(fault));
  return credential;
}

// Bytes written as base64 at `key`; empty after a fault.
Bytes RequireBase64(JsonReader& reader, std::string_view key, std::size_t max_bytes,
                    std::string_view fault) {
  const std::string* text = RequireText(reader, key, Base64Length(max_bytes), fault);
  if (text == nullptr) return {};
  auto bytes = FromBase64(*text);
  if (bytes && !bytes->empty() && bytes->size() <= max_bytes) return std::move(*bytes);
  reader.faults().Add(reader.PathOf(key), std::string(fault));
  return {};
}

Credential ReadCard(JsonReader& reader) {
  const std::string* text = RequireText(reader, "uid", kMaxTextBytes, kCardFault);
  if (text == nullptr) return CardCredential{};
  auto uid = ParseCardNumber(*text);
  if (!uid) {
    reader.faults().Add(reader.PathOf("uid"), uid.error().message);
    return CardCredential{};
  }
  return CardCredential{std::move(*uid)};
}

Credential ReadFaceVector(JsonReader& reader) {
  FaceCredential face;
  reader.Required("model", face.model, IdText());
  face.bytes = RequireBase64(reader, "vector", kMostFaceNumbers * sizeof(float), kVectorFault);
  if (face.bytes.empty()) return face;
  if (const Status status = CheckFaceTemplate(face); !status) {
    reader.faults().Add(reader.PathOf("vector"), status.error().message);
  }
  return face;
}

CredentialInput ReadFace(JsonReader& reader) {
  if (reader.Find("photo") == nullptr) return ReadFaceVector(reader);
  return PhotoInput{RequireBase64(reader, "photo", kMaxPhotoBytes, kPhotoFault),
                    reader.PathOf("photo")};
}

Credential ReadFinger(JsonReader& reader) {
  FingerprintCredential finger;
  reader.Required("sensor", finger.sensor, IdText());
  std::int64_t slot = 0;
  if (reader.Optional("slot", slot, Range{0, kMaxSlot})) finger.slot = static_cast<int>(slot);
  if (reader.Find("slot") == nullptr || reader.Find("template") != nullptr) {
    finger.template_data = RequireBase64(reader, "template", kMaxTemplateBytes, kTemplateFault);
  }
  return finger;
}

Credential ReadQr(JsonReader& reader) {
  const std::string* text = RequireText(reader, "text", kMaxTextBytes, kQrFault);
  if (text == nullptr) return QrCredential{};
  return Checked(reader, "text", kQrFault, QrCredential{CanonicalCode(*text)});
}

// Whether the object stands for a secret that the terminal already holds.
bool IsHeld(JsonReader& reader) {
  if (reader.Find("held") == nullptr) return false;
  bool held = true;
  reader.Optional("held", held);
  if (!held) reader.faults().Add(reader.PathOf("held"), "expected true, or the secret itself");
  return true;
}

Credential ReadPin(JsonReader& reader) {
  if (IsHeld(reader)) return HeldSecret{CredentialType::kPin};
  const std::string* digits = RequireText(reader, "pin", kMaxTextBytes, kPinFault);
  if (digits == nullptr) return PinCredential{};
  return Checked(reader, "pin", kPinFault, PinCredential{*digits});
}

Credential ReadTotp(JsonReader& reader) {
  if (IsHeld(reader)) return HeldSecret{CredentialType::kTotp};
  const std::string* text = RequireText(reader, "secret", kMaxTextBytes, kTotpFault);
  if (text == nullptr) return TotpCredential{};
  auto secret = FromBase32(*text);
  return Checked(reader, "secret", kTotpFault,
                 TotpCredential{secret ? std::move(*secret) : Bytes{}});
}

Credential ReadBluetooth(JsonReader& reader) {
  if (IsHeld(reader)) return HeldSecret{CredentialType::kBluetooth};
  const std::string* text = RequireText(reader, "key", kMaxTextBytes, kBluetoothFault);
  if (text == nullptr) return BluetoothCredential{};
  auto key = FromBase64(*text);
  return Checked(reader, "key", kBluetoothFault,
                 BluetoothCredential{key ? std::move(*key) : Bytes{}});
}

CredentialInput ReadByType(CredentialType type, JsonReader& reader) {
  switch (type) {
    case CredentialType::kCard: return ReadCard(reader);
    case CredentialType::kFace: return ReadFace(reader);
    case CredentialType::kFingerprint: return ReadFinger(reader);
    case CredentialType::kQr: return ReadQr(reader);
    case CredentialType::kPin: return ReadPin(reader);
    case CredentialType::kTotp: return ReadTotp(reader);
    case CredentialType::kBluetooth: return ReadBluetooth(reader);
  }
  DW_UNREACHABLE();
}

Json FingerToJson(const FingerprintCredential& finger) {
  Json json = {{"type", "fingerprint"}, {"sensor", finger.sensor}};
  if (finger.slot) json["slot"] = *finger.slot;
  if (!finger.template_data.empty()) json["template"] = ToBase64(finger.template_data);
  return json;
}

}  // namespace

CredentialInput ReadCredentialInput(const Json& json, const std::string& path, JsonFaults& faults) {
  static const std::vector<std::string_view> kTypes = {"card", "face", "fingerprint", "qr",
                                                       "pin",  "totp", "bluetooth"};
  JsonReader reader(json, path, faults);
  const int choice = reader.RequiredChoice("type", kTypes);
  if (choice < 0) return Credential(CardCredential{});
  const auto type = CredentialTypeFromName(kTypes[static_cast<std::size_t>(choice)]);
  DW_CHECK(type.has_value());
  CredentialInput input = ReadByType(*type, reader);
  reader.Finish();
  return input;
}

Credential ReadCredential(const Json& json, const std::string& path, JsonFaults& faults) {
  CredentialInput input = ReadCredentialInput(json, path, faults);
  if (const auto* photo = std::get_if<PhotoInput>(&input)) {
    faults.Add(photo->path, "photo: only a person being put may have one; expected a vector");
    return CardCredential{};
  }
  return std::get<Credential>(std::move(input));
}

Json CredentialToJson(const Credential& credential, Secrets secrets) {
  struct ToJson {
    bool told;

    Json operator()(const CardCredential& card) const {
      return {{"type", "card"}, {"uid", CardNumberText(card.uid)}};
    }
    Json operator()(const FaceCredential& face) const {
      return {{"type", "face"}, {"vector", ToBase64(face.bytes)}, {"model", face.model}};
    }
    Json operator()(const FingerprintCredential& finger) const { return FingerToJson(finger); }
    Json operator()(const QrCredential& qr) const { return {{"type", "qr"}, {"text", qr.text}}; }
    Json operator()(const PinCredential& pin) const {
      return told ? Json{{"type", "pin"}, {"pin", pin.digits}} : Held(CredentialType::kPin);
    }
    Json operator()(const TotpCredential& totp) const {
      return told ? Json{{"type", "totp"}, {"secret", ToBase32(totp.secret)}}
                  : Held(CredentialType::kTotp);
    }
    Json operator()(const BluetoothCredential& bluetooth) const {
      return told ? Json{{"type", "bluetooth"}, {"key", ToBase64(bluetooth.key)}}
                  : Held(CredentialType::kBluetooth);
    }
    Json operator()(const HeldSecret& secret) const { return Held(secret.type); }

    static Json Held(CredentialType type) {
      return {{"type", std::string(CredentialTypeName(type))}, {"held", true}};
    }
  };
  return std::visit(ToJson{.told = secrets == Secrets::kTold}, credential);
}

std::string ToBase32(ByteView bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = (held << 8U | byte) & 0xFFFU;
    for (bits += 8; bits >= 5; bits -= 5) text += kDigits[held >> (bits - 5) & 31U];
  }
  if (bits > 0) text += kDigits[held << (5 - bits) & 31U];
  return text;
}

Result<Bytes> FromBase32(std::string_view text) {
  const auto fault = [] { return Fail(ErrorCode::kInvalidArgument, "expected base32"); };
  const std::size_t end = text.find_last_not_of('=');
  const std::size_t digits = end == std::string_view::npos ? 0 : end + 1;
  if (digits != text.size() && text.size() % 8 != 0) return fault();
  Bytes bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : text.substr(0, digits)) {
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<std::uint32_t>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<std::uint32_t>(c - 'a');
    else if (c >= '2' && c <= '7')
      value = static_cast<std::uint32_t>(c - '2') + 26;
    else
      return fault();
    held = (held << 5U | value) & 0xFFFU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(held >> bits));
  }
  // A canonical tail: fewer bits than a digit has, and all of them zero.
  if (bits >= 5 || (held & ((1U << bits) - 1U)) != 0) return fault();
  return bytes;
}

}  // namespace doorward::inline domain
