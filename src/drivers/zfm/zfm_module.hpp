// One module at work: looks for fingers, plays its light, and does what else is asked in between.
//
// Thread-safety: none.
// Errors: as ZfmSession.

#pragma once

#include "drivers/zfm/zfm_finger_watch.hpp"
#include "drivers/zfm/zfm_light.hpp"
#include "drivers/zfm/zfm_session.hpp"

namespace doorward::inline drivers {

class ZfmModule {
 public:
  explicit ZfmModule(ZfmSession session)
      : session_(std::move(session)), watch_(session_.parameters().capacity) {}

  const ZfmParameters& parameters() const { return session_.parameters(); }

  Result<std::optional<FingerMatch>> WaitForFinger(SteadyTime deadline);
  bool is_touched() const { return watch_.is_touched(); }
  void Play(const IndicatorPattern& pattern);

  // Each first finishes what has begun, so that a finger being looked at is not lost.
  Result<ZfmReply> Ask(ZfmCommand command);
  // Takes a picture, and tells the watch what it shows.
  Result<ZfmReply> AskForPicture();
  // `command` and the data that follow it. The reply's code is not kOk: there were none.
  Result<ZfmReply> AskForData(ZfmCommand command, std::size_t max_bytes);
  Result<ZfmReply> AskWithData(ZfmCommand command, ByteView data);

 private:
  // Sends what is due, if anything is.
  Result<bool> BeginNext(SteadyTime now);
  // Waits for what was sent; false: no reply yet.
  Result<bool> FinishOne(SteadyTime until);
  Status Settle();

  ZfmSession session_;
  ZfmFingerWatch watch_;
  ZfmLight light_;
  bool light_asked_ = false;  // The command under way is the light's; else the watch's.
};

}  // namespace doorward::inline drivers
