// One OSDP reader at work: polls it, plays patterns on it, and opens the secure channel again when the
// reader has lost it.
//
// Thread-safety: none.

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "doorward/hal/reader.hpp"
#include "drivers/drop_report.hpp"
#include "drivers/osdp/osdp_events.hpp"
#include "drivers/osdp/osdp_indicator.hpp"
#include "drivers/osdp/osdp_session.hpp"

namespace doorward::inline drivers {

class OsdpReader final : public Reader {
 public:
  // Opens a session with the configured key.
  using Connect = std::function<Result<OsdpSession>()>;

  // `tampered`: what was told last of its tamper contact; kept up to date.
  OsdpReader(OsdpSession session, Connect connect, std::string name,
             std::shared_ptr<std::atomic<bool>> tampered)
      : session_(std::move(session)),
        connect_(std::move(connect)),
        name_(std::move(name)),
        tampered_(std::move(tampered)),
        events_(*tampered_),
        report_(name_) {}

  // Asks what the reader can do and whether it is tampered with, and throws away the cards and keys
  // that it has kept. To be called once, first. kUnavailable: it is gone, or not to be believed.
  Status Begin();

  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) override;
  Status Play(const IndicatorPattern& pattern) override;
  std::string_view name() const override { return name_; }

 private:
  Status LearnAbilities();
  Status LearnState();
  Status DropOldEvents();
  std::optional<ReaderEvent> NextEvent();
  // Sends what is due, a light, a sound or a poll, and takes the answer.
  Status Step(SteadyTime now);
  Status TakeAnswer(const OsdpCommand& command, ByteView answer);
  Status OpenAgain(const Error& why);
  tl::unexpected<Error> Gone(const Error& why) const;

  OsdpSession session_;
  const Connect connect_;
  const std::string name_;
  const std::shared_ptr<std::atomic<bool>> tampered_;
  OsdpEvents events_;
  OsdpIndicator indicator_{true, true};
  std::optional<OsdpCommand> command_;  // Waits for its answer.
  SteadyTime next_poll_{};
  SteadyTime answered_at_{};
  std::optional<SteadyTime> opened_again_at_;
  DropReport report_;
};

// "downgrade: …" in front of what says that a reader does without the secure channel; always
// kUnavailable, in the name of `reader`.
Error OsdpLoss(std::string_view reader, const Error& why);

}  // namespace doorward::inline drivers
