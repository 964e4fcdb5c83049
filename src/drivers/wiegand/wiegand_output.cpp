#include <time.h>

#include <utility>

#include "doorward/drivers/wiegand.hpp"
#include "drivers/wiegand/wiegand_frame.hpp"

namespace doorward::inline drivers {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::microseconds;

// A sleeping thread wakes some 50 µs late: as long as a pulse. Those last microseconds are spun away.
constexpr microseconds kSpun{200};

void WaitUntil(SteadyTime moment) {
  const auto nanoseconds = std::chrono::nanoseconds(moment - kSpun - SteadyClock::now());
  if (nanoseconds > std::chrono::nanoseconds(0)) {
    const timespec rest{.tv_sec = 0, .tv_nsec = static_cast<long>(nanoseconds.count())};
    nanosleep(&rest, nullptr);
  }
  while (SteadyClock::now() < moment) {
  }
}

class WiegandOutput final : public CardOutput {
 public:
  WiegandOutput(std::string name, std::unique_ptr<OutputLine> d0, std::unique_ptr<OutputLine> d1,
                const WiegandFormat& format)
      : name_(std::move(name)), d0_(std::move(d0)), d1_(std::move(d1)), format_(format) {}

  Status Send(ByteView uid) override {
    const auto frame = MakeWiegandFrame(uid, format_.bits, format_.reversed);
    if (!frame) {
      return Fail(ErrorCode::kInvalidArgument,
                  "the card's number has more than " + std::to_string(format_.bits - 2) + " bits");
    }
    for (int i = 0; i < kTries; ++i) {
      DW_TRY_ASSIGN(const bool whole, SendFrame(*frame));
      WaitUntil(SteadyClock::now() + kRest);
      if (whole) return {};
    }
    return Fail(ErrorCode::kTimeout, name_ + ": the machine is too busy to keep the pace of bits");
  }

  std::string_view name() const override { return name_; }

 private:
  // What ends a frame for whoever listens, and some more.
  static constexpr Milliseconds kRest{50};
  // A thread that is held up longer within a frame may have ended it for whoever listens: it is begun
  // anew, after a rest.
  static constexpr Milliseconds kMaxDelay{8};
  static constexpr int kTries = 2;

  // Returns false if it was held up, and left the frame unfinished.
  Result<bool> SendFrame(const WiegandFrame& frame) const {
    SteadyTime last = SteadyClock::now();
    for (int bit = frame.count - 1; bit >= 0; --bit) {
      WaitUntil(last + format_.interval);
      const SteadyTime begin = SteadyClock::now();
      if (begin - last > format_.interval + kMaxDelay) return false;
      const bool one = (frame.bits >> bit & 1U) != 0;
      DW_TRY(Pulse(one ? *d1_ : *d0_));
      last = begin;
    }
    return true;
  }

  Status Pulse(OutputLine& line) const {
    const SteadyTime end = SteadyClock::now() + format_.pulse;
    DW_TRY(line.Set(Level::kActive));
    WaitUntil(end);
    return line.Set(Level::kInactive);
  }

  const std::string name_;
  const std::unique_ptr<OutputLine> d0_;
  const std::unique_ptr<OutputLine> d1_;
  const WiegandFormat format_;
};

}  // namespace

std::unique_ptr<CardOutput> MakeWiegandOutput(std::string name, std::unique_ptr<OutputLine> d0,
                                              std::unique_ptr<OutputLine> d1,
                                              const WiegandFormat& format) {
  return std::make_unique<WiegandOutput>(std::move(name), std::move(d0), std::move(d1), format);
}

}  // namespace doorward::inline drivers
