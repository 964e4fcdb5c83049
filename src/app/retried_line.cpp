#include "app/retried_line.hpp"

#include <chrono>

#include "doorward/core/mutex.hpp"

namespace doorward::inline app {
namespace {

constexpr Milliseconds kRetry{1000};

// A line of type `Line`, opened at the first Get() that succeeds.
template <typename Line>
class Opening {
 public:
  explicit Opening(Error error) : error_(std::move(error)) {}

  // The line, or why there is none. `open` is called at most every kRetry.
  template <typename Open>
  Result<Line*> Get(Open open) {
    MutexLock lock(mutex_);
    if (line_) return line_.get();
    const auto now = std::chrono::steady_clock::now();
    if (now < retry_at_) return Fail(error_);
    retry_at_ = now + kRetry;
    auto line = open();
    if (!line) {
      error_ = line.error();
      return Fail(error_);
    }
    line_ = std::move(*line);
    return line_.get();
  }

 private:
  Mutex mutex_;
  std::unique_ptr<Line> line_
      DW_GUARDED_BY(mutex_);  // Never replaced, so that it may be used outside.
  Error error_ DW_GUARDED_BY(mutex_);
  SteadyTime retry_at_ DW_GUARDED_BY(mutex_){};
};

class RetriedOutput final : public OutputLine {
 public:
  RetriedOutput(OpenOutput open, Error error) : open_(std::move(open)), line_(std::move(error)) {}

  Status Set(Level level) override {
    DW_TRY_ASSIGN(OutputLine * line, line_.Get([&] { return open_(level); }));
    return line->Set(level);
  }
  std::string_view name() const override { return "a line that is not there yet"; }

 private:
  const OpenOutput open_;
  Opening<OutputLine> line_;
};

class RetriedInput final : public InputLine {
 public:
  RetriedInput(OpenInput open, Error error) : open_(std::move(open)), line_(std::move(error)) {}

  Result<Level> Read() override {
    DW_TRY_ASSIGN(InputLine * line, line_.Get(open_));
    return line->Read();
  }
  Result<bool> WaitForEdge(Milliseconds patience) override {
    DW_TRY_ASSIGN(InputLine * line, line_.Get(open_));
    return line->WaitForEdge(patience);
  }
  std::string_view name() const override { return "a line that is not there yet"; }

 private:
  const OpenInput open_;
  Opening<InputLine> line_;
};

}  // namespace

std::unique_ptr<OutputLine> OpenOrRetry(OpenOutput open, Level initial, Status& problem) {
  auto line = open(initial);
  if (line) return *std::move(line);
  problem = Fail(line.error());
  return std::make_unique<RetriedOutput>(std::move(open), std::move(line).error());
}

std::unique_ptr<InputLine> OpenOrRetry(OpenInput open, Status& problem) {
  auto line = open();
  if (line) return *std::move(line);
  problem = Fail(line.error());
  return std::make_unique<RetriedInput>(std::move(open), std::move(line).error());
}

}  // namespace doorward::inline app
