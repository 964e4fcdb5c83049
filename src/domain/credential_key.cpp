#include "doorward/domain/credential_key.hpp"

#include "doorward/domain/code_text.hpp"

namespace doorward::inline domain {
namespace {

constexpr std::size_t kTemplateDigestBytes = 16;

// No sensor's name has a '#'.
std::string TemplatePrefix(std::string_view sensor) { return std::string(sensor) + "#"; }

std::string TextOf(ByteView bytes) { return std::string(AsText(bytes)); }

}  // namespace

CredentialKey KeyOfCard(ByteView uid) { return {CredentialType::kCard, TextOf(uid)}; }

CredentialKey KeyOfQr(std::string_view text) { return {CredentialType::kQr, CanonicalCode(text)}; }

CredentialKey KeyOfFinger(std::string_view sensor, int slot) {
  return {CredentialType::kFingerprint, std::string(sensor) + ":" + std::to_string(slot)};
}

CredentialKey KeyOfTemplate(const SecretBox& box, std::string_view sensor, ByteView template_data) {
  const Digest digest =
      box.Fingerprint("credential.template:" + std::string(sensor), template_data);
  return {CredentialType::kFingerprint,
          TemplatePrefix(sensor) + ToHex(ByteView(digest).first(kTemplateDigestBytes))};
}

bool IsTemplateOf(std::string_view sensor, const CredentialKey& key) {
  return key.type == CredentialType::kFingerprint && key.value.starts_with(TemplatePrefix(sensor));
}

CredentialKey KeyOfPin(const SecretBox& box, std::string_view digits) {
  return {CredentialType::kPin, TextOf(box.Fingerprint("credential.pin", AsBytes(digits)))};
}

namespace {

struct KeyOfIt {
  const SecretBox& box;
  const CredentialTypeRow& row;
  template <HasOneValue T>
  std::optional<CredentialKey> operator()(const T& one) const {
    if (row.read_as == ReadAs::kNothing) return std::nullopt;
    const auto& value = one.*T::kValue;
    return CredentialKey{row.value, std::string(value.begin(), value.end())};
  }
  std::optional<CredentialKey> operator()(const QrCredential& qr) const { return KeyOfQr(qr.text); }
  std::optional<CredentialKey> operator()(const PinCredential& pin) const {
    return KeyOfPin(box, pin.digits);
  }
  std::optional<CredentialKey> operator()(const FingerprintCredential& finger) const {
    return finger.slot ? KeyOfFinger(finger.sensor, *finger.slot)
                       : KeyOfTemplate(box, finger.sensor, finger.template_data);
  }
  std::optional<CredentialKey> operator()(const FaceCredential&) const { return std::nullopt; }
  std::optional<CredentialKey> operator()(const HeldSecret&) const { return std::nullopt; }
};

}  // namespace

std::optional<CredentialKey> KeyOf(const Credential& credential, const SecretBox& box) {
  return std::visit(KeyOfIt{box, RowOf(TypeOf(credential))}, credential);
}

}  // namespace doorward::inline domain
