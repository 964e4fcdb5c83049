// What to ask a module so that each finger laid on it is reported once. Pure: time is an argument.
//
// A picture that is too poor is taken again, kMaxTries times in all; then the finger is dropped, as if it
// had been reported. A finger counts as lifted when two pictures in turn show none.
//
// Thread-safety: none.

#pragma once

#include <optional>

#include "doorward/hal/fingerprint_reader.hpp"
#include "drivers/zfm/zfm_session.hpp"

namespace doorward::inline drivers {

class ZfmFingerWatch {
 public:
  static constexpr int kMaxTries = 5;
  static constexpr Milliseconds kInterval{50};  // Between pictures while there is no finger.
  static constexpr Milliseconds kFresh{2000};   // A match that was not fetched by then is dropped.

  explicit ZfmFingerWatch(int capacity) : capacity_(capacity) {}

  // What to ask at `now`; nullopt: nothing before due().
  std::optional<ZfmCommand> Next(SteadyTime now) const;
  SteadyTime due() const;

  // The reply to it; nullopt: none came.
  void Take(const std::optional<ZfmReply>& reply, SteadyTime now);

  // Whether a finger is being looked at, and more is to be asked about it.
  bool busy() const { return stage_ != Stage::kLook; }

  // Whether what was reported, or given up, still lies there.
  bool is_touched() const { return done_; }

  std::optional<FingerMatch> TakeMatch(SteadyTime now);

  // Somebody else has looked: a finger that is there is not to be reported.
  void SetThere(bool there);

 private:
  enum class Stage { kLook, kConvert, kSearch };

  void TakePicture(std::uint8_t code, SteadyTime now);
  void TakeSearch(const ZfmReply& reply, SteadyTime now);
  void TryAgain(SteadyTime now);
  void Report(std::optional<int> slot, int score, SteadyTime now);

  const int capacity_;
  Stage stage_ = Stage::kLook;
  SteadyTime next_look_{};
  bool done_ = false;  // With the finger that is there.
  int tries_ = 0;
  int absences_ = 0;
  std::optional<FingerMatch> match_;
  SteadyTime matched_at_{};
};

}  // namespace doorward::inline drivers
