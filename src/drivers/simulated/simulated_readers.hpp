// The hal's readers over simulated queues: what the daemon holds.

#pragma once

#include <memory>
#include <string>

#include "doorward/hal/fingerprint_reader.hpp"
#include "doorward/hal/readers.hpp"
#include "drivers/simulated/simulated_queue.hpp"

namespace doorward {

using CardQueue = SimulatedQueue<Bytes>;
using CodeQueue = SimulatedQueue<std::string>;
using KeyQueue = SimulatedQueue<char>;
using FingerQueue = SimulatedQueue<FingerMatch>;

class SimulatedCardReader final : public CardReader {
 public:
  explicit SimulatedCardReader(std::shared_ptr<CardQueue> queue) : queue_(std::move(queue)) {}
  Result<std::optional<Bytes>> WaitForCard(Milliseconds patience) override {
    return queue_->Take(patience);
  }
  std::string_view name() const override { return queue_->name(); }

 private:
  const std::shared_ptr<CardQueue> queue_;
};

class SimulatedCodeReader final : public CodeReader {
 public:
  explicit SimulatedCodeReader(std::shared_ptr<CodeQueue> queue) : queue_(std::move(queue)) {}
  Result<std::optional<std::string>> WaitForCode(Milliseconds patience) override {
    return queue_->Take(patience);
  }
  std::string_view name() const override { return queue_->name(); }

 private:
  const std::shared_ptr<CodeQueue> queue_;
};

class SimulatedKeypad final : public Keypad {
 public:
  explicit SimulatedKeypad(std::shared_ptr<KeyQueue> queue) : queue_(std::move(queue)) {}
  Result<std::optional<char>> WaitForKey(Milliseconds patience) override {
    return queue_->Take(patience);
  }
  std::string_view name() const override { return queue_->name(); }

 private:
  const std::shared_ptr<KeyQueue> queue_;
};

class SimulatedFingerprintReader final : public FingerprintReader {
 public:
  explicit SimulatedFingerprintReader(std::shared_ptr<FingerQueue> queue)
      : queue_(std::move(queue)) {}
  Result<std::optional<FingerMatch>> WaitForFinger(Milliseconds patience) override {
    return queue_->Take(patience);
  }
  std::string_view sensor() const override { return "simulated"; }
  std::string_view name() const override { return queue_->name(); }

 private:
  const std::shared_ptr<FingerQueue> queue_;
};

}  // namespace doorward
