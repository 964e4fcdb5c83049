#include "drivers/osdp/osdp_reader.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "doorward/core/log.hpp"
#include "drivers/osdp/osdp_codes.hpp"

namespace doorward::inline drivers {
namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kPollInterval{50};
constexpr int kMaxOldEvents = 32;
// Shorter than this nobody has left the door, so what the reader kept is as good as new.
constexpr Milliseconds kFresh{1000};
// A reader that loses its session more often is given up.
constexpr Milliseconds kSessionLife{5000};

}  // namespace

Error OsdpLoss(std::string_view reader, const Error& why) {
  const std::string kind = why.code == ErrorCode::kUnsupported ? "downgrade: " : "";
  return Error{ErrorCode::kUnavailable, std::string(reader) + ": " + kind + why.message};
}

Status OsdpReader::Begin() {
  Status begun = LearnAbilities();
  if (begun) begun = LearnState();
  if (begun) begun = DropOldEvents();
  if (!begun) return Gone(begun.error());
  answered_at_ = steady_clock::now();
  next_poll_ = answered_at_;
  return {};
}

Result<std::optional<ReaderEvent>> OsdpReader::WaitForEvent(Milliseconds patience) {
  const SteadyTime deadline = steady_clock::now() + patience;
  do {
    if (auto event = NextEvent()) return event;
    const SteadyTime due = std::min(next_poll_, indicator_.due());
    std::this_thread::sleep_until(std::min(due, deadline));
    if (due > deadline) return std::optional<ReaderEvent>();
    DW_TRY(Step(steady_clock::now()));
    report_.Update(events_.dropped());
  } while (steady_clock::now() < deadline);
  return NextEvent();
}

std::optional<ReaderEvent> OsdpReader::NextEvent() {
  auto event = events_.Next();
  if (event) {
    if (const auto* change = std::get_if<TamperChange>(&*event)) *tampered_ = change->tampered;
  }
  return event;
}

Status OsdpReader::Play(const IndicatorPattern& pattern) {
  indicator_.Play(pattern, steady_clock::now());
  return {};
}

Status OsdpReader::LearnAbilities() {
  DW_TRY_ASSIGN(const Bytes answer, session_.Exchange(osdp::kCap, std::array<std::uint8_t, 1>{0}));
  if (answer[0] != osdp::kPdcap) return {};
  bool has_light = false;
  bool has_sounder = false;
  // Three bytes each: what, how well, how many.
  for (std::size_t at = 1; at + 3 <= answer.size(); at += 3) {
    if (answer[at] == osdp::kCapLight) has_light = answer[at + 1] != 0;
    if (answer[at] == osdp::kCapSounder) has_sounder = answer[at + 1] != 0;
  }
  indicator_ = OsdpIndicator(has_light, has_sounder);
  return {};
}

Status OsdpReader::LearnState() {
  DW_TRY_ASSIGN(const Bytes answer, session_.Exchange(osdp::kLstat));
  events_.Take(answer);
  return {};
}

// One that has kept more than it is asked for at once is opened anew for the rest.
Status OsdpReader::DropOldEvents() {
  for (int i = 0; i < kMaxOldEvents; ++i) {
    DW_TRY_ASSIGN(const Bytes answer, session_.Exchange(osdp::kPoll));
    if (answer[0] == osdp::kAck) {
      events_.DropCardsAndKeys();
      return {};
    }
    events_.Take(answer);
  }
  return Fail(ErrorCode::kUnavailable, "it still tells of what was before it was opened");
}

Status OsdpReader::Step(SteadyTime now) {
  if (!command_ && now < next_poll_) command_ = indicator_.Next(now);
  if (!command_) command_ = OsdpCommand{osdp::kPoll, {}};
  auto answer = session_.Try(command_->code, command_->data);
  const SteadyTime after = steady_clock::now();
  if (command_->code == osdp::kPoll) next_poll_ = after + kPollInterval;
  if (!answer && answer.error().code == ErrorCode::kDataLoss) return OpenAgain(answer.error());
  if (!answer) return Gone(answer.error());
  if (!*answer) {
    next_poll_ = after + kPollInterval;
    return {};
  }
  answered_at_ = after;
  const OsdpCommand command = std::move(*command_);
  command_.reset();
  return TakeAnswer(command, **answer);
}

Status OsdpReader::TakeAnswer(const OsdpCommand& command, ByteView answer) {
  if (answer[0] != osdp::kNak) {
    if (answer[0] != osdp::kAck) next_poll_ = answered_at_;  // There may be more.
    events_.Take(answer);
    return {};
  }
  if (command.code == osdp::kPoll) {
    return Gone(
        Error{ErrorCode::kUnavailable, "it refuses to be polled (" + NakText(answer) + ")"});
  }
  LogInfo(LogPart{name_}, "it has no such light or sounder ({})", NakText(answer));
  indicator_.Refuse(command.code);
  return {};
}

// A reader that was without power for a moment says so in cleartext, there being no other way. It is
// not believed, but asked to open the channel once more: if it does not, it is gone.
Status OsdpReader::OpenAgain(const Error& why) {
  const SteadyTime now = steady_clock::now();
  if (opened_again_at_ && now - *opened_again_at_ < kSessionLife) return Gone(why);
  opened_again_at_ = now;
  LogWarning(LogPart{name_}, "{}; opening it again", why.message);
  Result<OsdpSession> session = connect_();
  if (!session) return Gone(session.error());
  session_ = std::move(*session);
  command_.reset();
  Status begun = LearnState();
  if (begun && now - answered_at_ > kFresh) begun = DropOldEvents();
  return begun ? begun : Gone(begun.error());
}

tl::unexpected<Error> OsdpReader::Gone(const Error& why) const {
  return Fail(OsdpLoss(name_, why));
}

}  // namespace doorward::inline drivers
