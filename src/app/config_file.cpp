#include "doorward/app/config.hpp"
#include "doorward/core/file.hpp"

namespace doorward {
namespace {

std::filesystem::path PatchFile(const std::filesystem::path& storage) {
  return storage / "config.patch.json";
}

Result<Json> ReadDocument(const std::filesystem::path& file, bool allow_comments) {
  DW_TRY_ASSIGN(const std::string text, ReadFile(file, ConfigFile::kMaxBytes));
  auto json =
      ParseJson(text, {.max_bytes = ConfigFile::kMaxBytes, .allow_comments = allow_comments});
  if (!json) return Fail(json.error().While("reading " + file.string()));
  return json;
}

// What config.put stored, or an empty object.
Result<Json> ReadPatch(const std::filesystem::path& storage) {
  auto patch = ReadDocument(PatchFile(storage), false);
  if (!patch && patch.error().code == ErrorCode::kNotFound) return Json::object();
  return patch;
}

Json Merged(const Json& base, const Json& patch) {
  Json merged = base;
  merged.merge_patch(patch);
  return merged;
}

// The one patch that does what `first` and then `second` do. A null stays: it takes a key of the
// file away.
Json Composed(Json first, const Json& second) {
  if (!first.is_object() || !second.is_object()) return second;
  for (const auto& [key, value] : second.items()) {
    first[key] = first.contains(key) ? Composed(std::move(first[key]), value) : value;
  }
  return first;
}

}  // namespace

ConfigFile::ConfigFile(Json base, Json effective, Config config)
    : base_(std::move(base)), effective_(std::move(effective)), config_(std::move(config)) {}

Result<ConfigFile> ConfigFile::Load(const std::filesystem::path& file) {
  DW_TRY_ASSIGN(Json base, ReadDocument(file, true));
  DW_TRY_ASSIGN(Config config, ReadConfig(base));
  DW_TRY_ASSIGN(const Json patch, ReadPatch(config.storage.directory));
  if (patch.empty()) return ConfigFile(base, base, std::move(config));
  Json effective = Merged(base, patch);
  auto patched = ReadConfig(effective);
  if (!patched) {
    return Fail(patched.error().While("merging " + PatchFile(config.storage.directory).string() +
                                      " (delete it to return to the file alone)"));
  }
  return ConfigFile(std::move(base), std::move(effective), std::move(*patched));
}

Result<Json> ConfigFile::StorePatch(const Json& patch) const {
  if (!patch.is_object()) return Fail(ErrorCode::kInvalidArgument, "expected an object", "patch");
  DW_TRY_ASSIGN(const Json stored, ReadPatch(config_.storage.directory));
  const Json composed = Composed(stored, patch);
  const Json effective = Merged(base_, composed);
  DW_TRY_ASSIGN(const Config config, ReadConfig(effective));
  if (config.storage.directory != config_.storage.directory) {
    return Fail(ErrorCode::kInvalidArgument,
                "cannot be moved by a patch: it is where patches are kept",
                "patch.storage.directory");
  }
  if (config.device != config_.device) {
    return Fail(ErrorCode::kInvalidArgument,
                "cannot be changed by a patch: it is this terminal's name", "patch.device.id");
  }
  const std::string text = DumpJson(composed);
  DW_TRY(WriteFileDurably(PatchFile(config_.storage.directory), AsBytes(text)));
  return effective;
}

}  // namespace doorward
