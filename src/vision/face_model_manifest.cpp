#include <algorithm>
#include <string>

#include "doorward/core/file.hpp"
#include "doorward/core/json_reader.hpp"
#include "vision/face_engine_choice.hpp"

namespace doorward::inline vision {

namespace {

constexpr std::size_t kMaxManifestBytes = 256 * 1024;

// A file beside the manifest's models: its name and what must be in it.
void ReadFileEntry(JsonReader& entry, std::string& file, std::string& sha256) {
  if (entry.Required("file", file, NonEmpty(128)) &&
      std::filesystem::path(file).filename() != file) {
    entry.faults().Add(entry.PathOf("file"), "is not a plain file name");
  }
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (entry.Required("sha256", sha256, {.min_bytes = 64, .max_bytes = 64}) &&
      !std::all_of(sha256.begin(), sha256.end(), is_hex)) {
    entry.faults().Add(entry.PathOf("sha256"), "is not 64 lower-case hexadecimal digits");
  }
}

void ReadCurve(JsonReader& entry, FalseMatchCurve& curve) {
  const auto number = [](JsonReader& reader, std::string_view key, double& target, double max) {
    if (reader.Require(key) != nullptr) reader.Optional(key, target, 0, max);
  };
  number(entry, "verify_threshold", curve.verify_threshold, 2);
  entry.RequiredArray("false_match_curve", 64, [&](const Json& json, const std::string& path) {
    JsonReader point(json, path, entry.faults());
    FalseMatchCurve::Point& read = curve.points.emplace_back();
    number(point, "threshold", read.threshold, 2);
    number(point, "rate", read.rate, 1);
  });
}

// A manifest that does not say what its vectors are like is one of dlib's.
void ReadFaceVector(JsonReader& entry, FaceModelManifest& manifest,
                    std::span<const FaceEngineKind> engines) {
  FaceModel& model = manifest.model;
  if (entry.Optional("engine", manifest.engine, NonEmpty(64))) {
    const auto engine = ChooseFaceEngine(manifest.engine, engines);
    if (!engine) entry.faults().Add(entry.PathOf("engine"), engine.error().message);
  }
  entry.Required("vector_model", model.name, IdText());
  ReadFileEntry(entry, manifest.network_file, model.sha256);
  auto length = static_cast<std::int64_t>(model.length);
  if (entry.Optional("vector_length", length, Range{kLeastFaceNumbers, kMostFaceNumbers})) {
    model.length = static_cast<std::size_t>(length);
  }
  entry.Optional("least_norm", model.least_norm, 0.01, 100);
  entry.Optional("most_norm", model.most_norm, model.least_norm, 100);
  ReadCurve(entry, manifest.curve);
}

}  // namespace

// The manifest also says where the files come from and what they are licensed under; scripts and
// people read that, so keys unknown here are no faults.
Result<FaceModelManifest> ReadFaceModelManifest(const std::filesystem::path& file,
                                                std::span<const FaceEngineKind> engines) {
  DW_TRY_ASSIGN(const std::string text, ReadFile(file, kMaxManifestBytes));
  DW_TRY_ASSIGN(const Json json, ParseJson(text));

  FaceModelManifest manifest;
  JsonFaults faults;
  JsonReader reader(json, "", faults);
  reader.RequiredArray("models", 16, [&](const Json& model, const std::string& path) {
    JsonReader entry(model, path, faults);
    std::string name;
    if (!entry.Required("name", name, NonEmpty(64))) return;
    if (name == "face_vector") {
      ReadFaceVector(entry, manifest, engines);
    } else if (name == "face_landmarks") {
      ReadFileEntry(entry, manifest.landmarks_file, manifest.landmarks_sha256);
    }
  });
  DW_TRY(faults.ToStatus());
  DW_TRY_ASSIGN(const FaceEngineKind engine, ChooseFaceEngine(manifest.engine, engines));
  if (manifest.network_file.empty() ||
      (engine.needs_landmarks && manifest.landmarks_file.empty())) {
    return Fail(ErrorCode::kInvalidArgument, "lacks face_vector or face_landmarks", "models");
  }
  if (Status curve = manifest.curve.Check(); !curve) {
    return Fail(curve.error().While("reading the false-match curve"));
  }
  return manifest;
}

}  // namespace doorward::inline vision
