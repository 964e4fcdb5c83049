#include "storage/person_codec.hpp"

#include <algorithm>

#include "doorward/core/check.hpp"
#include "storage/byte_stream.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kPadTo = 64;
constexpr std::size_t kFace128Bytes = 128 * sizeof(float);

// A face of 128 numbers, whose length is not written. All others are called by the `stored` of their type.
constexpr unsigned kFace128 = 2;

consteval bool StoredNumbersDiffer() {
  for (const CredentialTypeRow& one : kCredentialTypes) {
    if (one.stored == 0 || one.stored > 255 || one.stored == kFace128) return false;
    const auto same = [&one](const CredentialTypeRow& row) { return row.stored == one.stored; };
    if (std::ranges::count_if(kCredentialTypes, same) != 1) return false;
  }
  return true;
}
static_assert(StoredNumbersDiffer());

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
  unsigned stored;

  template <HasOneValue T>
  void operator()(const T& credential) const {
    out.Number(stored, 1);
    Value(credential.*T::kValue);
  }
  void operator()(const FaceCredential& face) const {
    const bool is_128 = face.bytes.size() == kFace128Bytes;
    out.Number(is_128 ? kFace128 : stored, 1);
    out.Text(face.model);
    is_128 ? out.Raw(face.bytes) : out.Blob(face.bytes);
  }
  void operator()(const FingerprintCredential& finger) const {
    out.Number(stored, 1);
    out.Text(finger.sensor);
    out.Int(finger.slot ? std::int64_t{*finger.slot} : -1);
    out.Blob(finger.template_data);
  }
  void operator()(const PinCredential&) const { DW_UNREACHABLE(); }
  void operator()(const HeldSecret&) const { DW_UNREACHABLE(); }

  void Value(const Bytes& value) const { out.Blob(value); }
  void Value(const std::string& value) const { out.Text(value); }
};

Bytes BytesOf(ByteView view) { return Bytes(view.begin(), view.end()); }

// Fills an empty credential.
struct GetInto {
  ByteReader& in;
  bool is_128;

  template <HasOneValue T>
  void operator()(T& credential) const {
    const ByteView value = in.Blob();
    (credential.*T::kValue).assign(value.begin(), value.end());
  }
  void operator()(FaceCredential& face) const {
    face.model = in.Text();
    face.bytes = BytesOf(is_128 ? in.Raw(kFace128Bytes) : in.Blob());
  }
  void operator()(FingerprintCredential& finger) const {
    finger.sensor = in.Text();
    const std::int64_t slot = in.Int();
    if (slot >= 0) finger.slot = static_cast<int>(slot);
    finger.template_data = BytesOf(in.Blob());
  }
  void operator()(HeldSecret&) const { DW_UNREACHABLE(); }
};

std::optional<StoredCredential> GetCredential(ByteReader& in) {
  const std::uint64_t stored = in.Number(1);
  const bool is_128 = stored == kFace128;
  const auto row =
      std::ranges::find(kCredentialTypes, is_128 ? RowOf(CredentialType::kFace).stored : stored,
                        &CredentialTypeRow::stored);
  if (row == std::end(kCredentialTypes)) return std::nullopt;
  if (row->value == CredentialType::kPin) return StoredPin{in.Text()};
  Credential credential = EmptyCredential(row->value);
  std::visit(GetInto{in, is_128}, credential);
  return credential;
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
    stored.person.credentials.push_back(RowOf(type).secret
                                            ? Credential(HeldSecret{type})
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
      out.Number(RowOf(CredentialType::kPin).stored, 1);
      out.Text(pin->digest);
    } else {
      std::visit(PutCredential{out, RowOf(TypeOf(credential)).stored},
                 std::get<Credential>(credential));
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
