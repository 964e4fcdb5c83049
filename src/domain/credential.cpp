#include "doorward/domain/credential.hpp"

#include <array>
#include <utility>

#include "base32.hpp"
#include "doorward/domain/card_number.hpp"
#include "doorward/domain/code_text.hpp"

namespace doorward::inline domain {
namespace {

Status Unless(bool good, std::string_view message) {
  if (good) return {};
  return Fail(ErrorCode::kInvalidArgument, std::string(message));
}

bool IsName(std::string_view text) { return !text.empty() && text.size() <= 64; }

struct Checker {
  std::string_view expected;

  template <HasOneValue T>
  Status operator()(const T& credential) const {
    return Unless(credential.Fits(), expected);
  }
  Status operator()(const FaceCredential& face) const {
    DW_TRY(Unless(IsName(face.model), "face model: expected its name"));
    return CheckFaceTemplate(face);
  }
  Status operator()(const FingerprintCredential& finger) const {
    DW_TRY(Unless(IsName(finger.sensor), "fingerprint: expected the sensor's name"));
    DW_TRY(Unless(finger.slot || !finger.template_data.empty(),
                  "fingerprint: expected a slot or a template"));
    DW_TRY(Unless(!finger.slot || (*finger.slot >= 0 && *finger.slot <= 65'535),
                  "fingerprint slot: expected 0 to 65535"));
    return Unless(finger.template_data.size() <= 1536,
                  "fingerprint template: expected at most 1536 bytes");
  }
  Status operator()(const HeldSecret& held) const {
    return Unless(RowOf(held.type).secret,
                  "held: only a pin, totp or bluetooth secret is kept and not told");
  }
};

template <std::size_t... kIndex>
Credential EmptyOf(CredentialType type, std::index_sequence<kIndex...>) {
  constexpr std::array<Credential (*)(), sizeof...(kIndex)> kMake = {
      [] { return Credential(std::in_place_index<kIndex>); }...};
  return kMake[static_cast<std::size_t>(type)]();
}

}  // namespace

std::string_view CredentialTypeName(CredentialType type) { return RowOf(type).name; }
std::optional<CredentialType> CredentialTypeFromName(std::string_view name) {
  return ValueIn(kCredentialTypes, name);
}

CredentialType TypeOf(const Credential& credential) {
  if (const auto* held = std::get_if<HeldSecret>(&credential)) return held->type;
  return static_cast<CredentialType>(credential.index());
}

Credential EmptyCredential(CredentialType type) {
  return EmptyOf(type, std::make_index_sequence<std::size(kCredentialTypes)>());
}

Status CheckCredential(const Credential& credential) {
  return std::visit(Checker{RowOf(TypeOf(credential)).expected}, credential);
}

Result<CardCredential> CardCredential::Parse(std::string_view text) {
  DW_TRY_ASSIGN(Bytes uid, ParseCardNumber(text));
  return CardCredential{std::move(uid)};
}
std::string CardCredential::Text() const { return CardNumberText(uid); }

Result<QrCredential> QrCredential::Parse(std::string_view text) {
  return QrCredential{CanonicalCode(text)};
}

// What is no base32 or base64 has no bytes, and does not fit.
Result<TotpCredential> TotpCredential::Parse(std::string_view text) {
  return TotpCredential{FromBase32(text).value_or(Bytes())};
}
std::string TotpCredential::Text() const { return ToBase32(secret); }

Result<BluetoothCredential> BluetoothCredential::Parse(std::string_view text) {
  return BluetoothCredential{FromBase64(text).value_or(Bytes())};
}
std::string BluetoothCredential::Text() const { return ToBase64(key); }

}  // namespace doorward::inline domain
