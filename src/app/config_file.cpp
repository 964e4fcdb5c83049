#include <algorithm>

#include "app/config_patch.hpp"
#include "doorward/core/check.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline app {
namespace {

// In the storage folder: what config.put stored, the last of it that worked, how often it was tried,
// and the last that was refused by a start.
constexpr const char* kPatch = "config.patch.json";
constexpr const char* kGood = "config.good.json";
constexpr const char* kTrial = "config.trial";
constexpr const char* kRefused = "config.refused.json";

Result<Json> ReadDocument(const std::filesystem::path& file, bool allow_comments) {
  DW_TRY_ASSIGN(const std::string text, ReadFile(file, ConfigFile::kMaxBytes));
  auto json =
      ParseJson(text, {.max_bytes = ConfigFile::kMaxBytes, .allow_comments = allow_comments});
  if (!json) return Fail(json.error().While("reading " + file.string()));
  return json;
}

// A stored patch, or an empty object.
Result<Json> ReadPatch(const std::filesystem::path& file) {
  auto patch = ReadDocument(file, false);
  if (!patch && patch.error().code == ErrorCode::kNotFound) return Json::object();
  if (patch && !patch->is_object()) {
    return Fail(ErrorCode::kDataLoss, file.string() + " is no patch");
  }
  return patch;
}

// Those faults of `after` that `before` does not have.
Status NewFaults(const JsonFaults& before, const JsonFaults& after) {
  JsonFaults added;
  for (const Error& fault : after.faults()) {
    const bool known = std::ranges::any_of(before.faults(), [&](const Error& old) {
      return old.path == fault.path && old.message == fault.message;
    });
    if (!known) added.Add(fault.path, fault.message);
  }
  return added.ToStatus();
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

Result<ConfigFile> ConfigFile::With(const Json& base, const Json& patch, const Config& file) {
  Json effective = Merged(base, patch);
  DW_TRY_ASSIGN(Config config, ReadConfig(effective));
  if (config.storage.directory != file.storage.directory || config.device != file.device) {
    return Fail(ErrorCode::kDataLoss, "is a patch of another terminal");
  }
  config.secrets = file.secrets;
  ConfigFile merged(base, std::move(effective), std::move(config));
  merged.patch_ = patch;
  return merged;
}

Result<ConfigFile> ConfigFile::Load(const std::filesystem::path& file) {
  DW_TRY_ASSIGN(Json base, ReadDocument(file, true));
  DW_TRY_ASSIGN(Config config, ReadConfig(base));
  if (config.secrets.empty()) {
    config.secrets = std::filesystem::absolute(file).parent_path() / "secrets";
  }
  const std::filesystem::path folder = config.storage.directory;
  ConfigFile alone(base, base, std::move(config));
  const auto patch = ReadPatch(folder / kPatch);
  if (!patch) return alone.FallBack(patch.error().Text());
  auto whole = With(base, *patch, alone.config_);
  if (!whole) {
    return alone.FallBack(whole.error().While("merging " + (folder / kPatch).string()).Text());
  }
  const auto good = ReadPatch(folder / kGood);
  whole->on_trial_ = !patch->empty() && (!good || *good != *patch);
  return whole;
}

Json ConfigFile::Shown() const { return MaskSecrets(effective_); }

Result<Json> ConfigFile::StorePatch(const Json& shown) const {
  if (!shown.is_object()) return Fail(ErrorCode::kInvalidArgument, "expected an object", "patch");
  DW_TRY_ASSIGN(const Json patch, UnmaskSecrets(shown, effective_));
  const std::filesystem::path file = config_.storage.directory / kPatch;
  const auto stored = fallen_back_.empty() ? ReadPatch(file) : Result<Json>(patch_);
  const Json composed = Composed(stored ? *stored : patch_, patch);
  const Json effective = Merged(base_, composed);
  DW_TRY_ASSIGN(Config config, ReadConfig(effective));
  if (config.storage.directory != config_.storage.directory) {
    return Fail(ErrorCode::kInvalidArgument,
                "cannot be moved by a patch: it is where patches are kept",
                "patch.storage.directory");
  }
  if (config.device != config_.device) {
    return Fail(ErrorCode::kInvalidArgument,
                "cannot be changed by a patch: it is this terminal's name", "patch.device.id");
  }
  if (Merged(base_, composed).value("secrets", Json()) != base_.value("secrets", Json())) {
    return Fail(ErrorCode::kInvalidArgument,
                "cannot be moved by a patch: patches may name files in it alone",
                "patch.secrets.directory");
  }
  config.secrets = config_.secrets;
  DW_TRY(CheckPatched({.before = effective_, .after = effective, .config = config}));
  DW_TRY(NewFaults(CheckNamed(config_, true), CheckNamed(config, true)));
  const std::string text = DumpJson(composed);
  // A trial of its own, with all its starts.
  std::error_code ignored;
  std::filesystem::remove(config_.storage.directory / kTrial, ignored);
  DW_TRY(WriteFileDurably(file, AsBytes(text)));
  return MaskSecrets(effective);
}

bool ConfigFile::BeginTrial() const {
  const std::filesystem::path file = config_.storage.directory / kTrial;
  const auto before = ReadFile(file, kTrialStarts);  // A byte for each start.
  if (before && before->size() >= kTrialStarts) return false;
  const std::string starts = (before ? *before : "") + "x";
  if (auto counted = WriteFileDurably(file, AsBytes(starts)); !counted) {
    LogWarning("a start with a changed configuration is not counted: {}", counted.error().Text());
  }
  return true;
}

Status ConfigFile::EndTrial() const {
  const std::string text = DumpJson(patch_);
  DW_TRY(WriteFileDurably(config_.storage.directory / kGood, AsBytes(text)));
  std::error_code ignored;
  std::filesystem::remove(config_.storage.directory / kTrial, ignored);
  return {};
}

ConfigFile ConfigFile::FallBack(const std::string& reason) const {
  const auto file = ReadConfig(base_);
  DW_CHECK(file);  // It was read before.
  Config alone = *file;
  alone.secrets = config_.secrets;
  ConfigFile last(base_, base_, alone);
  if (const auto good = ReadPatch(config_.storage.directory / kGood)) {
    if (auto merged = With(base_, *good, alone)) last = *std::move(merged);
  }
  last.fallen_back_ = reason;
  return last;
}

void ConfigFile::SetRefusedAside() const {
  const std::filesystem::path& folder = config_.storage.directory;
  std::error_code error;
  std::filesystem::rename(folder / kPatch, folder / kRefused, error);
  std::filesystem::remove(folder / kTrial, error);
  const std::string text = DumpJson(patch_);
  if (auto kept = WriteFileDurably(folder / kPatch, AsBytes(text)); !kept) {
    LogWarning("the configuration that worked is in force, but not kept: {}", kept.error().Text());
  }
}

}  // namespace doorward::inline app
