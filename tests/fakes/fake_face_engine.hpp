// A face engine that plays a script: each Detect() takes the next picture's faces; when the script
// is over there are none. Embed() gives the template scripted with the face. It can be held, for as long as a
// test wants to see what goes on meanwhile.
//
// Thread-safety: what a test calls may be called from any thread, also while the camera is looked at.

#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "doorward/core/mutex.hpp"
#include "doorward/vision/face_engine.hpp"
#include "fakes/face_numbers.hpp"

namespace doorward {

class FakeFaceEngine final : public FaceEngine {
 public:
  struct Face {
    DetectedFace detected;
    FaceTemplate face_template;
  };

  explicit FakeFaceEngine(FaceModel model = FakeFaceModel()) : model_(std::move(model)) {}

  // A face of good quality at `left`, `size_px` large.
  static Face FaceOf(const FaceTemplate& face_template, int size_px = 200, int left = 0) {
    DetectedFace face;
    face.box = {.left = left, .top = 0, .width = size_px, .height = size_px};
    face.quality = {.size_px = size_px, .sharpness = 200, .detection = 1};
    return {.detected = face, .face_template = face_template};
  }

  // A plausible vector; different for each `seed`, and about 2 from every other.
  static FaceNumbers VectorOf(unsigned seed) {
    FaceNumbers vector{};
    vector[seed % vector.size()] = 1.4F;
    return vector;
  }

  // The faces of the next picture, the largest first.
  void Show(std::vector<Face> faces) { Add(std::move(faces)); }
  // Whether all that was shown has been looked at.
  bool Played() const {
    MutexLock lock(mutex_);
    return script_.empty();
  }
  void Fail(ErrorCode code) { Add(Error{code, "scripted"}); }
  void FailEmbedding(ErrorCode code) {
    MutexLock lock(mutex_);
    embed_error_ = Error{code, "scripted"};
  }

  // The next picture is looked at until LetGo().
  void Hold() {
    MutexLock lock(mutex_);
    held_ = true;
  }
  void LetGo() {
    MutexLock lock(mutex_);
    held_ = false;
    changed_.NotifyAll();
  }
  // Waits until a picture is being looked at and held; false if none comes.
  bool AwaitHeld(Milliseconds patience = Milliseconds(30'000)) {
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    MutexLock lock(mutex_);
    while (!holds_) {
      if (!changed_.WaitUntil(mutex_, deadline)) break;
    }
    return holds_;
  }

  Result<std::vector<DetectedFace>> Detect(const Image&) override {
    WaitWhileHeld();
    MutexLock lock(mutex_);
    shown_.clear();
    if (script_.empty()) return std::vector<DetectedFace>();
    Step step = std::move(script_.front());
    script_.pop_front();
    if (auto* error = std::get_if<Error>(&step)) return doorward::Fail(std::move(*error));
    shown_ = std::get<std::vector<Face>>(std::move(step));
    std::vector<DetectedFace> detected;
    for (const Face& face : shown_) detected.push_back(face.detected);
    return detected;
  }

  Result<FaceTemplate> Embed(const Image&, const DetectedFace& face) override {
    MutexLock lock(mutex_);
    ++embeddings_;
    if (embed_error_) return doorward::Fail(*embed_error_);
    for (const Face& shown : shown_) {
      if (shown.detected.box == face.box) return shown.face_template;
    }
    return doorward::Fail(ErrorCode::kInvalidArgument, "no such face in the picture");
  }

  const FaceModel& model() const override { return model_; }
  int embeddings() const {
    MutexLock lock(mutex_);
    return embeddings_;
  }

 private:
  using Step = std::variant<Error, std::vector<Face>>;

  void Add(Step step) {
    MutexLock lock(mutex_);
    script_.push_back(std::move(step));
  }

  void WaitWhileHeld() {
    MutexLock lock(mutex_);
    holds_ = held_;
    changed_.NotifyAll();
    while (held_) changed_.Wait(mutex_);
    holds_ = false;
  }

  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<Step> script_ DW_GUARDED_BY(mutex_);
  std::vector<Face> shown_ DW_GUARDED_BY(mutex_);
  std::optional<Error> embed_error_ DW_GUARDED_BY(mutex_);
  int embeddings_ DW_GUARDED_BY(mutex_) = 0;
  bool held_ DW_GUARDED_BY(mutex_) = false;
  bool holds_ DW_GUARDED_BY(mutex_) = false;  // Somebody waits in Detect().
  const FaceModel model_;
};

}  // namespace doorward
