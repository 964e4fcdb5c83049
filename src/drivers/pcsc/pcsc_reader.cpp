// pcscd, a reader's driver in it or a card may keep a call for ever. So each reader has a thread that
// makes the calls, and a queue: WaitForEvent() keeps its patience, and a thread that does not come back
// is left behind with all that it needs to end by itself.

#include <chrono>
#include <thread>

#include "doorward/core/bounded_queue.hpp"
#include "doorward/core/log.hpp"
#include "drivers/pcsc/pcsc_watch.hpp"

namespace doorward::inline drivers {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kQueueLength = 16;
constexpr Milliseconds kLook{200};  // After which the thread sees that it shall stop.
constexpr Milliseconds kOpenPatience{400};
constexpr Milliseconds kStopPatience{400};
constexpr Milliseconds kHangs{5'000};

// What the reader and its thread share.
struct WatchState {
  BoundedQueue<CardRead> cards{kQueueLength};  // Closed when the reader is lost.
  std::stop_source stop;

  Mutex mutex;
  CondVar changed;
  std::optional<std::string> opened DW_GUARDED_BY(mutex);  // The reader's whole name.
  std::optional<Error> lost DW_GUARDED_BY(mutex);
  bool ended DW_GUARDED_BY(mutex) = false;
  bool has_card DW_GUARDED_BY(mutex) = false;
  SteadyTime answered_at DW_GUARDED_BY(mutex) = steady_clock::now();

  void Lose(Error why) {
    {
      MutexLock lock(mutex);
      lost = std::move(why);
    }
    changed.NotifyAll();
    cards.Close();
  }
};

void WatchUntilStopped(PcscWatch& watch, WatchState& state) {
  while (!state.stop.stop_requested()) {
    auto card = watch.Next(kLook);
    if (!card) return state.Lose(card.error());
    {
      MutexLock lock(state.mutex);
      state.answered_at = steady_clock::now();
      state.has_card = watch.has_card();
    }
    if (*card && !state.cards.TryPush(**std::move(card))) {
      LogWarning("pcsc {}: a card was dropped: nobody asks for it", watch.reader());
    }
  }
}

void RunWatchThread(const PcscConfig& config, std::optional<DesfireAuthenticator> authenticator,
                    WatchState& state) {
  auto watch = PcscWatch::Open(config.reader, std::move(authenticator));
  if (!watch) return state.Lose(watch.error());
  {
    MutexLock lock(state.mutex);
    state.opened = watch->reader();
  }
  state.changed.NotifyAll();
  WatchUntilStopped(*watch, state);
}

class PcscReader final : public Reader {
 public:
  PcscReader(const PcscConfig& config, std::optional<DesfireAuthenticator> authenticator,
             std::shared_ptr<void> turn)
      : state_(std::make_shared<WatchState>()),
        thread_([config, authenticator = std::move(authenticator), state = state_,
                 turn = std::move(turn)]() mutable {
          RunWatchThread(config, std::move(authenticator), *state);
          turn.reset();  // Before `ended`: when the reader is gone the next may begin.
          {
            MutexLock lock(state->mutex);
            state->ended = true;
          }
          state->changed.NotifyAll();
        }) {}

  ~PcscReader() override {
    state_->stop.request_stop();
    if (WaitForEnd()) {
      thread_.join();
    } else {
      LogWarning(LogPart{name_}, "pcscd does not answer; its thread is left to end by itself");
      thread_.detach();
    }
  }

  Status WaitForOpening() {
    const SteadyTime deadline = steady_clock::now() + kOpenPatience;
    MutexLock lock(state_->mutex);
    while (!state_->opened && !state_->lost) {
      if (!state_->changed.WaitUntil(state_->mutex, deadline)) break;
    }
    if (state_->lost) return Fail(*state_->lost);
    if (!state_->opened) return Fail(ErrorCode::kUnavailable, "pcscd does not answer");
    name_ = "pcsc " + *state_->opened;
    return {};
  }

  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) override {
    if (auto card = state_->cards.PopUntil(steady_clock::now() + patience)) {
      return ReaderEvent(*std::move(card));
    }
    MutexLock lock(state_->mutex);
    if (state_->lost) {
      return Fail(ErrorCode::kUnavailable, name_ + ": " + state_->lost->message);
    }
    if (steady_clock::now() - state_->answered_at > kHangs) {
      return Fail(ErrorCode::kUnavailable, name_ + ": pcscd does not answer");
    }
    return std::optional<ReaderEvent>();
  }

  ReaderInputs active_inputs() const override {
    MutexLock lock(state_->mutex);
    return state_->has_card ? ReaderInputs{ReaderInput::kCard} : ReaderInputs{};
  }

  std::string_view name() const override { return name_; }

 private:
  bool WaitForEnd() {
    const SteadyTime deadline = steady_clock::now() + kStopPatience;
    MutexLock lock(state_->mutex);
    while (!state_->ended) {
      if (!state_->changed.WaitUntil(state_->mutex, deadline)) break;
    }
    return state_->ended;
  }

  std::string name_ = "pcsc";
  const std::shared_ptr<WatchState> state_;
  std::thread thread_;
};

}  // namespace

std::shared_ptr<void> PcscThreads::Begin(const std::string& reader) {
  MutexLock lock(mutex_);
  std::weak_ptr<void>& running = running_[reader];
  if (!running.expired()) return nullptr;
  std::shared_ptr<void> turn = std::make_shared<char>();
  running = turn;
  return turn;
}

Result<std::unique_ptr<Reader>> OpenPcscReader(const PcscConfig& config, PcscThreads& threads) {
  std::optional<DesfireAuthenticator> authenticator;
  if (config.desfire) {
    DW_TRY_ASSIGN(authenticator, DesfireAuthenticator::Make(*config.desfire));
  }
  auto turn = threads.Begin(config.reader);
  if (turn == nullptr) return Fail(ErrorCode::kUnavailable, "pcscd still does not answer");
  auto reader = std::make_unique<PcscReader>(config, std::move(authenticator), std::move(turn));
  DW_TRY(reader->WaitForOpening());
  return reader;
}

}  // namespace doorward::inline drivers
