#include "storage/person_codec.hpp"

#include "doorward/core/check.hpp"
#include "storage/byte_stream.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kPadTo = 64;
constexpr std::size_t kFace128Bytes = 128 * sizeof(float);

// What a credential is called in the file. Released numbers keep their meaning.
enum class Tag : std::uint8_t {
  kCard = 1,
  kFace128 = 2,  // A face of 128 numbers: its length is not written.
  kFingerprint = 3,
  kQr = 4,
  kPin = 5,
  kTotp = 6,
  kBluetooth = 7,
  kFace = 8
};

void PutTag(ByteWriter& out, Tag tag) { out.Number(static_cast<std::uint64_t>(tag), 1); }

void PutTime(ByteWriter& out, const std::optional<WallTime>& time) {
  out.Number(time ? 1 : 0, 1);
  if (time) out.Int(time->time_since_epoch().count());
}

std::optional<WallTime> GetTime(ByteReader& in) {
  if (in.Number(1) == 0) return std::nullopt;
  return WallTime(Milliseconds(in.Int()));
}

struct PutCredential {
  ByteWriter& out;
  void operator()(const CardCredential& card) const {
    PutTag(out, Tag::kCard);
    out.Blob(card.uid);
  }
  void operator()(const FaceCredential& face) const {
    const bool is_128 = face.bytes.size() == kFace128Bytes;
    PutTag(out, is_128 ? Tag::kFace128 : Tag::kFace);
    out.Text(face.model);
    is_128 ? out.Raw(face.bytes) : out.Blob(face.bytes);
  }
  void operator()(const FingerprintCredential& finger) const {
    PutTag(out, Tag::kFingerprint);
    out.Text(finger.sensor);
    out.Int(finger.slot ? std::int64_t{*finger.slot} : -1);
    out.Blob(finger.template_data);
  }
  void operator()(const QrCredential& qr) const {
    PutTag(out, Tag::kQr);
    out.Text(qr.text);
  }
  void operator()(const TotpCredential& totp) const {
    PutTag(out, Tag::kTotp);
    out.Blob(totp.secret);
  }
  void operator()(const BluetoothCredential& bluetooth) const {
    PutTag(out, Tag::kBluetooth);
    out.Blob(bluetooth.key);
  }
  void operator()(const PinCredential&) const { DW_UNREACHABLE(); }
  void operator()(const HeldSecret&) const { DW_UNREACHABLE(); }
};

Bytes BytesOf(ByteView view) { return Bytes(view.begin(), view.end()); }

FaceCredential GetFace(ByteReader& in, Tag tag) {
  FaceCredential face{.model = in.Text(), .bytes = {}};
  face.bytes = BytesOf(tag == Tag::kFace128 ? in.Raw(kFace128Bytes) : in.Blob());
  return face;
}

FingerprintCredential GetFinger(ByteReader& in) {
  FingerprintCredential finger;
  finger.sensor = in.Text();
  const std::int64_t slot = in.Int();
  if (slot >= 0) finger.slot = static_cast<int>(slot);
  finger.template_data = BytesOf(in.Blob());
  return finger;
}

std::optional<StoredCredential> GetCredential(ByteReader& in) {
  const auto tag = static_cast<Tag>(in.Number(1));
  switch (tag) {
    case Tag::kCard: return Credential(CardCredential{BytesOf(in.Blob())});
    case Tag::kFace128:
    case Tag::kFace: return Credential(GetFace(in, tag));
    case Tag::kFingerprint: return Credential(GetFinger(in));
    case Tag::kQr: return Credential(QrCredential{in.Text()});
    case Tag::kPin: return StoredPin{in.Text()};
    case Tag::kTotp: return Credential(TotpCredential{BytesOf(in.Blob())});
    case Tag::kBluetooth: return Credential(BluetoothCredential{BytesOf(in.Blob())});
  }
  return std::nullopt;
}

}  // namespace

CredentialType TypeOf(const StoredCredential& credential) {
  const auto* told = std::get_if<Credential>(&credential);
  return told == nullptr ? CredentialType::kPin : TypeOf(*told);
}

std::optional<CredentialKey> KeyOf(const StoredCredential& credential, const SecretBox& box) {
  if (const auto* pin = std::get_if<StoredPin>(&credential)) {
    return CredentialKey{CredentialType::kPin, pin->digest};
  }
  return KeyOf(std::get<Credential>(credential), box);
}

Person ToPerson(StoredPerson stored) {
  for (StoredCredential& credential : stored.credentials) {
    const CredentialType type = TypeOf(credential);
    const bool secret = type == CredentialType::kPin || type == CredentialType::kTotp ||
                        type == CredentialType::kBluetooth;
    stored.person.credentials.push_back(secret ? Credential(HeldSecret{type})
                                               : std::get<Credential>(std::move(credential)));
  }
  return std::move(stored.person);
}

MatchEntry ToMatchEntry(const StoredPerson& stored, const SecretBox& box) {
  MatchEntry entry{.rights = RightsOf(stored.person), .keys = {}, .faces = {}};
  for (const StoredCredential& credential : stored.credentials) {
    if (auto key = KeyOf(credential, box)) entry.keys.push_back(std::move(*key));
    const auto* told = std::get_if<Credential>(&credential);
    const auto* face = told == nullptr ? nullptr : std::get_if<FaceCredential>(told);
    if (face != nullptr) entry.faces.push_back(*face);
  }
  return entry;
}

Bytes EncodePerson(const StoredPerson& stored) {
  const Person& person = stored.person;
  ByteWriter out;
  out.Number(kFormat, 1);
  out.Text(person.name);
  out.Text(person.department);
  out.Text(person.employee_no);
  PutTime(out, person.validity.from);
  PutTime(out, person.validity.until);
  out.Number(person.groups.size(), 1);
  for (const std::string& group : person.groups) out.Text(group);
  out.Number(person.permissions.size(), 1);
  for (const PermissionId& permission : person.permissions) out.Text(permission.str());
  out.Number(stored.credentials.size(), 1);
  for (const StoredCredential& credential : stored.credentials) {
    if (const auto* pin = std::get_if<StoredPin>(&credential)) {
      PutTag(out, Tag::kPin);
      out.Text(pin->digest);
    } else {
      std::visit(PutCredential{out}, std::get<Credential>(credential));
    }
  }
  while (out.size() % kPadTo != 0) out.Number(0, 1);
  return std::move(out).Take();
}

Result<StoredPerson> DecodePerson(ByteView bytes) {
  ByteReader in(bytes);
  StoredPerson stored;
  const auto fault = [] { return Fail(ErrorCode::kDataLoss, "a stored person cannot be read"); };
  if (in.Number(1) != kFormat) return fault();
  stored.person.name = in.Text();
  stored.person.department = in.Text();
  stored.person.employee_no = in.Text();
  stored.person.validity.from = GetTime(in);
  stored.person.validity.until = GetTime(in);
  for (std::uint64_t left = in.Number(1); left > 0; --left) {
    stored.person.groups.push_back(in.Text());
  }
  for (std::uint64_t left = in.Number(1); left > 0; --left) {
    stored.person.permissions.emplace_back(in.Text());
  }
  for (std::uint64_t left = in.Number(1); left > 0 && !in.failed(); --left) {
    auto credential = GetCredential(in);
    if (!credential) return fault();
    stored.credentials.push_back(std::move(*credential));
  }
  if (in.failed()) return fault();
  return stored;
}

}  // namespace doorward::inline storage
