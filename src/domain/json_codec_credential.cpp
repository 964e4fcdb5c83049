// Credentials as JSON. A fault says what was expected and never what was found: it may be a secret.

#include "doorward/core/check.hpp"
#include "doorward/domain/limits.hpp"
#include "json_codec_parts.hpp"

namespace doorward::inline domain {
namespace {

constexpr std::size_t kMaxTextBytes = 1024;
constexpr int kMaxSlot = 65'535;

constexpr std::string_view kVectorFault = "face vector: expected 4 to 1024 float32 in base64";
constexpr std::string_view kPhotoFault = "photo: expected 1 byte to 1 MiB in base64";
constexpr std::string_view kTemplateFault = "template: expected 1 to 1536 bytes in base64";

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

// Whether the object stands for a secret that the terminal already holds.
bool IsHeld(JsonReader& reader) {
  if (reader.Find("held") == nullptr) return false;
  bool held = true;
  reader.Optional("held", held);
  if (!held) reader.faults().Add(reader.PathOf("held"), "expected true, or the secret itself");
  return true;
}

// The credential that `text` writes.
template <HasOneValue T>
Result<T> ReadValue(const std::string& text) {
  T credential;
  if constexpr (requires { T::Parse(text); }) {
    DW_TRY_ASSIGN(credential, T::Parse(text));
  } else {
    credential.*T::kValue = text;
  }
  DW_TRY(CheckCredential(credential));
  return credential;
}

// Reads the keys of a credential into an empty one.
struct FromJson {
  JsonReader& reader;
  const CredentialTypeRow& row;

  template <HasOneValue T>
  void operator()(T& credential) const {
    const std::string* text = RequireText(reader, row.key, kMaxTextBytes, row.expected);
    if (text == nullptr) return;
    auto read = ReadValue<T>(*text);
    if (!read) return reader.faults().Add(reader.PathOf(row.key), read.error().message);
    credential = *std::move(read);
  }

  void operator()(FaceCredential& face) const {
    reader.Required("model", face.model, IdText());
    face.bytes = RequireBase64(reader, "vector", kMostFaceNumbers * sizeof(float), kVectorFault);
    if (face.bytes.empty()) return;
    if (const Status status = CheckFaceTemplate(face); !status) {
      reader.faults().Add(reader.PathOf("vector"), status.error().message);
    }
  }

  void operator()(FingerprintCredential& finger) const {
    reader.Required("sensor", finger.sensor, IdText());
    std::int64_t slot = 0;
    if (reader.Optional("slot", slot, Range{0, kMaxSlot})) finger.slot = static_cast<int>(slot);
    if (reader.Find("slot") == nullptr || reader.Find("template") != nullptr) {
      finger.template_data = RequireBase64(reader, "template", kMaxTemplateBytes, kTemplateFault);
    }
  }

  void operator()(HeldSecret&) const { DW_UNREACHABLE(); }
};

CredentialInput ReadByType(CredentialType type, JsonReader& reader) {
  if (type == CredentialType::kFace && reader.Find("photo") != nullptr) {
    return PhotoInput{RequireBase64(reader, "photo", kMaxPhotoBytes, kPhotoFault),
                      reader.PathOf("photo")};
  }
  const CredentialTypeRow& row = RowOf(type);
  if (row.secret && IsHeld(reader)) return HeldSecret{type};
  Credential credential = EmptyCredential(type);
  std::visit(FromJson{reader, row}, credential);
  return credential;
}

std::vector<std::string_view> TypeNames() {
  std::vector<std::string_view> names;
  for (const CredentialTypeRow& row : kCredentialTypes) names.push_back(row.name);
  return names;
}

// The keys of a credential beside its type.
struct ToJson {
  std::string_view key;  // Of one value.

  template <HasOneValue T>
  Json operator()(const T& credential) const {
    if constexpr (requires { credential.Text(); }) {
      return {{std::string(key), credential.Text()}};
    } else {
      return {{std::string(key), credential.*T::kValue}};
    }
  }
  Json operator()(const FaceCredential& face) const {
    return {{"vector", ToBase64(face.bytes)}, {"model", face.model}};
  }
  Json operator()(const FingerprintCredential& finger) const {
    Json json = {{"sensor", finger.sensor}};
    if (finger.slot) json["slot"] = *finger.slot;
    if (!finger.template_data.empty()) json["template"] = ToBase64(finger.template_data);
    return json;
  }
  Json operator()(const HeldSecret&) const { return {{"held", true}}; }
};

}  // namespace

CredentialInput ReadCredentialInput(const Json& json, const std::string& path, JsonFaults& faults) {
  static const std::vector<std::string_view> kTypes = TypeNames();
  JsonReader reader(json, path, faults);
  const int choice = reader.RequiredChoice("type", kTypes);
  if (choice < 0) return Credential(CardCredential{});
  CredentialInput input =
      ReadByType(kCredentialTypes[static_cast<std::size_t>(choice)].value, reader);
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
  const CredentialTypeRow& row = RowOf(TypeOf(credential));
  const bool held = row.secret && secrets == Secrets::kHidden;
  Json json = held ? ToJson{}(HeldSecret{row.value}) : std::visit(ToJson{row.key}, credential);
  json["type"] = row.name;
  return json;
}

}  // namespace doorward::inline domain
