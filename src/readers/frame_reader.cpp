#include "readers/frame_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "doorward/core/log.hpp"
#include "doorward/vision/image_codec.hpp"
#include "doorward/vision/qr_decoder.hpp"

namespace doorward::inline readers {
namespace {

// So many looks in a row may take too long before that is the answer. A processor that was busy for a
// moment looks again; one that is always too slow says so.
constexpr int kLateLooks = 5;

EnrolmentPrompt PromptFor(FaceFault fault) {
  switch (fault) {
    case FaceFault::kNone: return EnrolmentPrompt::kLookAtCamera;
    case FaceFault::kSeveral: return EnrolmentPrompt::kComeAlone;
    case FaceFault::kTooSmall: return EnrolmentPrompt::kComeCloser;
    case FaceFault::kUnclear:
    case FaceFault::kBlurred: return EnrolmentPrompt::kHoldStill;
  }
  DW_UNREACHABLE();
}

// nullopt: it is live.
std::optional<EnrolmentPrompt> PromptFor(LivenessVerdict verdict) {
  switch (verdict) {
    case LivenessVerdict::kLive: return std::nullopt;
    case LivenessVerdict::kUndecided: return EnrolmentPrompt::kHoldStill;
    case LivenessVerdict::kSpoof: return EnrolmentPrompt::kShowLivingFace;
  }
  DW_UNREACHABLE();
}

std::unique_ptr<Liveness> LivenessOf(const CameraReader& camera) {
  if (!camera.make_liveness) return nullptr;
  auto liveness = camera.make_liveness();
  DW_CHECK(liveness != nullptr);  // Without one every face would count as live.
  return liveness;
}

}  // namespace

FrameReader::FrameReader(const CameraReader& camera, const FaceConfig& config,
                         const Matcher& matcher, const CurrentIndex& index,
                         AccessController& access, const Clock& clock)
    : reader_(camera.reader),
      reads_face_(camera.reads_face),
      reads_qr_(camera.reads_qr),
      config_(config),
      matcher_(matcher),
      index_(index),
      access_(access),
      clock_(clock),
      tracker_(config.frames),
      liveness_(LivenessOf(camera), matcher.verify_threshold()) {}

Status FrameReader::Look(const Frame& frame, FaceEngine* engine) {
  if (clock_.SteadyNow() - frame.captured_at > Matcher::kMaxFaceAge) return CheckSpeed();
  if (reads_qr_) LookForCodes(frame);
  if (reads_face_ && engine != nullptr) return LookForFace(frame, *engine);
  return {};
}

void FrameReader::LookForCodes(const Frame& frame) {
  const bool quick = quick_searches_left_ > 0;
  auto texts = DecodeQr(frame.image, quick ? QrSearch::kQuick : QrSearch::kThorough);
  if (quick) {
    --quick_searches_left_;
  } else if (texts.empty()) {
    quick_searches_left_ = kQuickSearches;
  }
  for (std::string& text : texts) {
    Present(frame.captured_at, CodePresented{.text = std::move(text)});
  }
}

Status FrameReader::LookForFace(const Frame& frame, FaceEngine& engine) {
  const auto task = access_.enroller().TaskAt(reader_);
  if (task && task->type == CredentialType::kFace) {
    tracker_.Serve(frame.captured_at);
    return LookForEnrolment(task->id, frame, engine);
  }
  const std::uint64_t requests = access_.FaceRequests(reader_);
  if (std::exchange(face_requests_, requests) != requests) {
    tracker_.Restart();
    liveness_.Restart();
  }

  DW_TRY_ASSIGN(const auto sighting, See(frame, engine));
  auto presented = tracker_.Next(sighting, frame.captured_at);
  const auto took =
      std::chrono::duration_cast<Milliseconds>(clock_.SteadyNow() - frame.captured_at);
  if (sighting && took <= Matcher::kMaxFaceAge) {
    too_slow_.reset();
    late_ = 0;
  } else if (presented) {
    too_slow_ = took;
    if (presented->good_quality && ++late_ < kLateLooks) {
      tracker_.TakeBack();
      presented.reset();
    }
  }
  if (presented) {
    late_ = 0;
    if (auto jpeg = EncodeJpeg(frame.image)) presented->jpeg = *std::move(jpeg);
    Present(frame.captured_at, *std::move(presented));
  }
  return CheckSpeed();
}

Status FrameReader::CheckSpeed() const {
  if (!too_slow_) return {};
  return Fail(ErrorCode::kUnavailable,
              fmt::format("a face took {} ms on this processor, and opens nothing after {} ms; let "
                          "the camera take smaller pictures, or people show something else",
                          too_slow_->count(), Matcher::kMaxFaceAge.count()));
}

Status FrameReader::LookForEnrolment(const std::string& id, const Frame& frame,
                                     FaceEngine& engine) {
  Enroller& enroller = access_.enroller();
  DW_TRY_ASSIGN(const auto faces, engine.Detect(frame.image));
  const auto fault = FindFault(
      faces, {.min_face_px = config_.min_face_px, .min_sharpness = config_.min_sharpness});
  if (fault) {
    enroller.Prompt(id, PromptFor(*fault));
    return {};
  }
  DW_TRY_ASSIGN(FaceTemplate face, engine.Embed(frame.image, faces.front()));
  DW_TRY(CheckFaceTemplate(face, engine.model()));
  DW_TRY_ASSIGN(const auto verdict, liveness_.Next(frame, faces.front(), face, PersonId()));
  if (const auto prompt = PromptFor(verdict)) {
    enroller.Prompt(id, *prompt);
    return {};
  }
  enroller.Take(id, std::move(face));
  return {};
}

Result<std::optional<FaceSighting>> FrameReader::See(const Frame& frame, FaceEngine& engine) {
  DW_TRY_ASSIGN(const auto faces, engine.Detect(frame.image));
  if (faces.empty()) return std::nullopt;
  const DetectedFace& face = faces.front();
  FaceSighting sighting{
      .good_quality = face.quality.size_px >= config_.min_face_px &&
                      face.quality.sharpness >= config_.min_sharpness,
      .captured_at = frame.captured_at,
  };
  if (!sighting.good_quality) return sighting;

  DW_TRY_ASSIGN(sighting.face, engine.Embed(frame.image, face));
  const auto index = index_.Get();
  sighting.match = index->faces().Search(sighting.face);
  sighting.recognised = matcher_.Recognises(sighting.match, matcher_.ThresholdFor(*index));
  DW_TRY_ASSIGN(sighting.liveness, liveness_.Next(frame, face, sighting.face, sighting.who()));
  return sighting;
}

template <typename What>
void FrameReader::Present(SteadyTime at, What what) {
  if (!access_.Post({.reader = reader_, .at = at, .what = std::move(what)})) {
    LogWarning(LogPart{reader_.str()}, "refused: the access thread is behind");
  }
}

}  // namespace doorward::inline readers
