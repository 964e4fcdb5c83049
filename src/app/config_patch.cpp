#include "app/config_patch.hpp"

#include <algorithm>
#include <set>

#include "doorward/core/address.hpp"
#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline app {
namespace {

namespace fs = std::filesystem;

// A text within a document. `path` is for people: "readers[0].source"; `kind` is the same without numbers.
struct NamedText {
  std::string path;
  std::string kind;
  std::string key;
  std::string text;
};

// Documents are at most 32 levels deep: core/json.cpp.
void Collect(const Json& json, const NamedText& at, std::vector<NamedText>& texts) {
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      const std::string dot = at.path.empty() ? "" : ".";
      Collect(value, {at.path + dot + key, at.kind + dot + key, key, {}}, texts);
    }
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      Collect(json[i], {at.path + "[" + std::to_string(i) + "]", at.kind + "[]", at.key, {}},
              texts);
    }
  } else if (json.is_string()) {
    texts.push_back({at.path, at.kind, at.key, json.get<std::string>()});
  }
}

std::vector<NamedText> TextsOf(const Json& json) {
  std::vector<NamedText> texts;
  Collect(json, {}, texts);
  return texts;
}

bool IsWithin(const fs::path& inner, const fs::path& folder) {
  const auto [end, rest] = std::ranges::mismatch(folder, inner);
  return end == folder.end();
}

// Where `path` leads, links and all; empty if it leads nowhere.
fs::path RealPath(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(path, error);
  return error ? fs::path() : real;
}

// A file that a patch brings. What is sent to others as it is (a password) must never be a key.
Status CheckFile(const NamedText& named, const Config& config) {
  const fs::path real = RealPath(named.text);
  if (real.empty() || IsWithin(real, RealPath(config.storage.directory))) {
    return Fail(ErrorCode::kPermissionDenied,
                "lies in the storage folder, whose files nobody else's are", named.path);
  }
  if (named.key != "password_file" && named.key != "key_file") return {};
  const std::string ending = named.key == "key_file" ? ".key" : ".password";
  if (!IsWithin(real, RealPath(config.secrets)) || real.extension() != ending) {
    return Fail(ErrorCode::kPermissionDenied,
                "a patch may name only files in " + config.secrets.string() + " that end in " +
                    ending + "; others are for the file on the device",
                named.path);
  }
  return {};
}

// A camera that a patch brings is a device or an address: no file of the terminal is to be shown.
Status CheckSource(const NamedText& named) {
  const bool device = IsWithin(fs::path(named.text).lexically_normal(), "/dev");
  const bool address =
      named.text.find("://") != std::string::npos && !named.text.starts_with("file:");
  if (device || address) return {};
  return Fail(
      ErrorCode::kPermissionDenied,
      "a patch may name only devices in /dev and addresses; files are for the file on the device",
      named.path);
}

Status CheckDevice(const NamedText& named) {
  if (IsWithin(fs::path(named.text).lexically_normal(), "/dev")) return {};
  return Fail(ErrorCode::kPermissionDenied, "a patch may name only devices in /dev", named.path);
}

// Whether some driver of readers has a key of this name, and names such a thing by it.
bool IsReaderKeyFor(std::string_view thing, const NamedText& named) {
  for (const ReaderDriver& driver : ReaderDrivers()) {
    for (const Json& key : driver.keys()) {
      if (key["names"] == thing && named.kind == "readers[]." + key["name"].get<std::string>()) {
        return true;
      }
    }
  }
  return false;
}

// The door `id` of a document; nullptr if it has none.
const Json* FindDoor(const Json& document, const Json& id) {
  for (const Json& door : document["doors"]) {
    if (door.value("id", Json()) == id) return &door;
  }
  return nullptr;
}

// Which way a lock fails is how it is wired. Told wrongly, it stands open or locks people in; and who
// takes the button away does that too.
Status CheckLocks(const Json& before, const Json& after) {
  for (std::size_t i = 0; i < after["doors"].size(); ++i) {
    const Json& door = after["doors"][i];
    const Json* old = FindDoor(before, door.value("id", Json()));
    if (old == nullptr) continue;
    const std::string path = "doors[" + std::to_string(i) + "].";
    for (const char* key : {"lock_type", "rest"}) {
      if (old->value(key, Json()) == door.value(key, Json())) continue;
      return Fail(ErrorCode::kPermissionDenied,
                  "is how the lock is wired: it is changed in the file on the device only",
                  path + key);
    }
    if (old->contains("exit_button") && !door.contains("exit_button")) {
      return Fail(ErrorCode::kPermissionDenied,
                  "lets people out: it is taken away in the file on the device only",
                  path + "exit_button");
    }
  }
  return {};
}

bool AllowsPlaintext(const Json& document) {
  return document.contains("mqtt") && document["mqtt"].value("allow_plaintext", false);
}

Status CheckWiring(const PatchedDocument& document) {
  if (AllowsPlaintext(document.after) && !AllowsPlaintext(document.before)) {
    return Fail(ErrorCode::kPermissionDenied, "is switched on in the file on the device only",
                "mqtt.allow_plaintext");
  }
  return CheckLocks(document.before, document.after);
}

}  // namespace

Json MaskSecrets(const Json& json) {
  if (json.is_string()) return MaskAddress(json.get<std::string>());
  Json masked = json;
  if (json.is_structured()) {
    for (Json& value : masked) value = MaskSecrets(value);
  }
  return masked;
}

Result<Json> UnmaskSecrets(const Json& patch, const Json& shown) {
  if (patch.is_structured()) {
    Json whole = patch;
    for (Json& value : whole) {
      DW_TRY_ASSIGN(value, UnmaskSecrets(value, shown));
    }
    return whole;
  }
  if (!patch.is_string()) return patch;
  const auto text = patch.get<std::string>();
  if (text.find("://") == std::string::npos || text.find(kMask) == std::string::npos) return patch;
  std::set<std::string> meant;
  for (const NamedText& named : TextsOf(shown)) {
    if (MaskAddress(named.text) == text) meant.insert(named.text);
  }
  if (meant.size() == 1) return *meant.begin();
  return Fail(ErrorCode::kInvalidArgument,
              "an address with *** in the place of its secret: write the secret, or better a "
              "password_file");
}

Status CheckPatched(const PatchedDocument& document) {
  DW_TRY(CheckWiring(document));
  std::set<std::pair<std::string, std::string>> known;
  for (const NamedText& old : TextsOf(document.before)) known.emplace(old.kind, old.text);
  for (const NamedText& named : TextsOf(document.after)) {
    if (known.contains({named.kind, named.text})) continue;
    if (named.key.ends_with("_file")) DW_TRY(CheckFile(named, document.config));
    if (IsReaderKeyFor("source", named)) DW_TRY(CheckSource(named));
    if (IsReaderKeyFor("device", named) || named.key == "chip") DW_TRY(CheckDevice(named));
  }
  return {};
}

}  // namespace doorward::inline app
