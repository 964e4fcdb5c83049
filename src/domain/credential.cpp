#include "doorward/domain/credential.hpp"

#include <algorithm>

namespace doorward::inline domain {
namespace {

Status Unless(bool good, const char* message) {
  if (good) return {};
  return Fail(ErrorCode::kInvalidArgument, message);
}

bool Within(std::size_t size, std::size_t min, std::size_t max) {
  return size >= min && size <= max;
}

struct Checker {
  Status operator()(const CardCredential& card) const {
    return Unless(Within(card.uid.size(), 4, 10), "card uid: expected 4 to 10 bytes of hex");
  }
  Status operator()(const FaceCredential& face) const {
    DW_TRY(Unless(Within(face.model.size(), 1, 64), "face model: expected its name"));
    return CheckFaceTemplate(face);
  }
  Status operator()(const FingerprintCredential& finger) const {
    DW_TRY(Unless(Within(finger.sensor.size(), 1, 64), "fingerprint: expected the sensor's name"));
    DW_TRY(Unless(finger.slot || !finger.template_data.empty(),
                  "fingerprint: expected a slot or a template"));
    DW_TRY(Unless(!finger.slot || (*finger.slot >= 0 && *finger.slot <= 65'535),
                  "fingerprint slot: expected 0 to 65535"));
    return Unless(finger.template_data.size() <= 1536,
                  "fingerprint template: expected at most 1536 bytes");
  }
  Status operator()(const QrCredential& qr) const {
    DW_TRY(Unless(Within(qr.text.size(), 1, 1024), "qr text: expected 1 to 1024 bytes"));
    return Unless(IsValidUtf8(qr.text), "qr text: expected UTF-8");
  }
  Status operator()(const PinCredential& pin) const {
    const bool digits = std::all_of(pin.digits.begin(), pin.digits.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    return Unless(digits && Within(pin.digits.size(), 4, 12), "pin: expected 4 to 12 digits");
  }
  Status operator()(const TotpCredential& totp) const {
    return Unless(Within(totp.secret.size(), 10, 64), "totp secret: expected 10 to 64 bytes");
  }
  Status operator()(const BluetoothCredential& bluetooth) const {
    return Unless(Within(bluetooth.key.size(), 16, 64), "bluetooth key: expected 16 to 64 bytes");
  }
  Status operator()(const HeldSecret& held) const {
    return Unless(held.type == CredentialType::kPin || held.type == CredentialType::kTotp ||
                      held.type == CredentialType::kBluetooth,
                  "held: only a pin, totp or bluetooth secret is kept and not told");
  }
};

struct Typer {
  CredentialType operator()(const CardCredential&) const { return CredentialType::kCard; }
  CredentialType operator()(const FaceCredential&) const { return CredentialType::kFace; }
  CredentialType operator()(const FingerprintCredential&) const {
    return CredentialType::kFingerprint;
  }
  CredentialType operator()(const QrCredential&) const { return CredentialType::kQr; }
  CredentialType operator()(const PinCredential&) const { return CredentialType::kPin; }
  CredentialType operator()(const TotpCredential&) const { return CredentialType::kTotp; }
  CredentialType operator()(const BluetoothCredential&) const { return CredentialType::kBluetooth; }
  CredentialType operator()(const HeldSecret& held) const { return held.type; }
};

}  // namespace

std::string_view CredentialTypeName(CredentialType type) { return NameIn(kCredentialTypes, type); }
std::optional<CredentialType> CredentialTypeFromName(std::string_view name) {
  return ValueIn(kCredentialTypes, name);
}

CredentialType TypeOf(const Credential& credential) { return std::visit(Typer(), credential); }

Status CheckCredential(const Credential& credential) { return std::visit(Checker(), credential); }

}  // namespace doorward::inline domain
