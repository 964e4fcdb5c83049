#include "doorward/feedback/feedback.hpp"

#include <algorithm>
#include <map>

#include "doorward/core/log.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/worker.hpp"
#include "feedback/indicator_player.hpp"

namespace doorward::inline feedback {
namespace {

constexpr Milliseconds kLookAgain{200};  // What a stop waits for.

// A line of a light, set only when it changes. A light that fails is told of once.
class Light {
 public:
  explicit Light(std::unique_ptr<OutputLine> line) : line_(std::move(line)) { Set(false); }
  Light(Light&&) noexcept = default;
  Light& operator=(Light&&) = delete;
  ~Light() { Set(false); }

  void Set(bool on) {
    if (!line_ || on_ == on) return;
    const Status set = line_->Set(on ? Level::kActive : Level::kInactive);
    if (set) {
      on_ = on;
      told_ = false;
    } else if (!std::exchange(told_, true)) {
      LogWarning(LogPart{"feedback"}, "{}", set.error().message);
    }
  }

 private:
  std::unique_ptr<OutputLine> line_;
  std::optional<bool> on_;
  bool told_ = false;
};

struct Lamp {
  ReaderId reader;
  Light green;
  Light red;
  Light buzzer;
};

}  // namespace

struct Feedback::Impl {
  void Run(const std::stop_token& stop) DW_EXCLUDES(mutex);
  // Sets what must be lit now; returns when to look again.
  SteadyTime Play() DW_EXCLUDES(mutex);

  const FeedbackConfig config;
  std::vector<Lamp> lamps;  // The thread's alone.

  Mutex mutex;
  CondVar changed;
  bool news DW_GUARDED_BY(mutex) = false;
  std::map<ReaderId, IndicatorPlayer> players DW_GUARDED_BY(mutex);
  std::optional<Worker> worker;
};

SteadyTime Feedback::Impl::Play() {
  const SteadyTime now = std::chrono::steady_clock::now();
  SteadyTime next = now + kLookAgain;
  for (Lamp& lamp : lamps) {
    IndicatorStep step;
    {
      MutexLock lock(mutex);
      IndicatorPlayer& player = players.at(lamp.reader);
      step = player.At(now);
      next = std::min(next, player.NextChange(now).value_or(next));
    }
    lamp.green.Set(step.green);
    lamp.red.Set(step.red);
    lamp.buzzer.Set(step.buzzer);
  }
  return next;
}

void Feedback::Impl::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const SteadyTime next = Play();
    MutexLock lock(mutex);
    while (!news && changed.WaitUntil(mutex, next)) {
    }
    news = false;
  }
}

Feedback::Feedback(FeedbackConfig config, std::span<const ReaderId> readers,
                   std::vector<ReaderLights> lights)
    : impl_(new Impl{.config = std::move(config)}) {
  for (const ReaderId& reader : readers) impl_->players.try_emplace(reader, impl_->config);
  for (ReaderLights& one : lights) {
    impl_->lamps.push_back({.reader = one.reader,
                            .green = Light(std::move(one.green)),
                            .red = Light(std::move(one.red)),
                            .buzzer = Light(std::move(one.buzzer))});
    impl_->players.try_emplace(one.reader, impl_->config);
  }
  if (impl_->lamps.empty()) return;
  impl_->worker.emplace("feedback",
                        [&impl = *impl_](const std::stop_token& stop) { impl.Run(stop); });
}

Feedback::~Feedback() { impl_->worker.reset(); }

void Feedback::Show(const ReaderId& reader, Signal signal) {
  {
    MutexLock lock(impl_->mutex);
    const auto player = impl_->players.find(reader);
    if (player == impl_->players.end()) return;
    player->second.Show(signal, std::chrono::steady_clock::now());
    impl_->news = true;
  }
  impl_->changed.NotifyOne();
}

std::optional<IndicatorPattern> Feedback::TakeChange(const ReaderId& reader) {
  MutexLock lock(impl_->mutex);
  const auto player = impl_->players.find(reader);
  if (player == impl_->players.end()) return std::nullopt;
  return player->second.TakeChange(std::chrono::steady_clock::now());
}

}  // namespace doorward::inline feedback
