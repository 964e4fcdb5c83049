#include "drivers/zfm/zfm_finger_watch.hpp"

#include "doorward/core/check.hpp"
#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::uint8_t kBuffer = 1;
constexpr int kLifted = 2;  // Pictures without a finger.
constexpr std::size_t kMatchBytes = 4;

int Word(const Bytes& bytes, std::size_t at) { return bytes[at] << 8 | bytes[at + 1]; }

}  // namespace

std::optional<ZfmCommand> ZfmFingerWatch::Next(SteadyTime now) const {
  switch (stage_) {
    case Stage::kLook:
      if (now < next_look_) return std::nullopt;
      return ZfmCommand{.code = zfm::kGetImage, .data = {}};
    case Stage::kConvert: return ZfmCommand{.code = zfm::kImageToTemplate, .data = {kBuffer}};
    case Stage::kSearch: {
      const auto high = static_cast<std::uint8_t>(capacity_ >> 8);
      const auto low = static_cast<std::uint8_t>(capacity_);
      return ZfmCommand{
          .code = zfm::kSearch, .data = {kBuffer, 0, 0, high, low}, .reply_bytes = kMatchBytes};
    }
  }
  DW_UNREACHABLE();
}

SteadyTime ZfmFingerWatch::due() const { return busy() ? SteadyTime::min() : next_look_; }

void ZfmFingerWatch::Take(const std::optional<ZfmReply>& reply, SteadyTime now) {
  switch (stage_) {
    case Stage::kLook:
      next_look_ = now + kInterval;
      if (reply) TakePicture(reply->code, now);
      return;
    case Stage::kConvert:
      if (!reply || !reply->ok()) return TryAgain(now);
      stage_ = Stage::kSearch;
      return;
    case Stage::kSearch:
      if (!reply) return TryAgain(now);
      return TakeSearch(*reply, now);
  }
}

std::optional<FingerMatch> ZfmFingerWatch::TakeMatch(SteadyTime now) {
  auto match = std::exchange(match_, std::nullopt);
  return match && now - matched_at_ <= kFresh ? match : std::nullopt;
}

void ZfmFingerWatch::SetThere(bool there) {
  done_ = there;
  tries_ = 0;
  absences_ = 0;
}

void ZfmFingerWatch::TakePicture(std::uint8_t code, SteadyTime now) {
  if (code == zfm::kNoFinger) {
    if (++absences_ >= kLifted) SetThere(false);
    return;
  }
  absences_ = 0;
  if (done_) return;
  if (code == zfm::kOk) {
    stage_ = Stage::kConvert;
  } else {
    TryAgain(now);
  }
}

void ZfmFingerWatch::TakeSearch(const ZfmReply& reply, SteadyTime now) {
  if (reply.code == zfm::kNotFound) return Report(std::nullopt, 0, now);
  if (!reply.ok()) return TryAgain(now);
  const int slot = Word(reply.data, 0);
  if (slot >= capacity_) return TryAgain(now);
  Report(slot, Word(reply.data, 2), now);
}

void ZfmFingerWatch::TryAgain(SteadyTime now) {
  stage_ = Stage::kLook;
  next_look_ = now;
  if (++tries_ >= kMaxTries) done_ = true;
}

void ZfmFingerWatch::Report(std::optional<int> slot, int score, SteadyTime now) {
  stage_ = Stage::kLook;
  next_look_ = now + kInterval;
  done_ = true;
  match_ = FingerMatch{.slot = slot, .score = score};
  matched_at_ = now;
}

}  // namespace doorward::inline drivers
