// The hal's readers over simulated queues: what the daemon holds.

#pragma once

#include <memory>
#include <string>

#include "doorward/hal/fingerprint_reader.hpp"
#include "doorward/hal/reader.hpp"
#include "drivers/simulated/simulated_queue.hpp"

namespace doorward::inline drivers {

using EventQueue = SimulatedQueue<ReaderEvent>;
using FingerQueue = SimulatedQueue<FingerMatch>;

class SimulatedReader final : public Reader {
 public:
  explicit SimulatedReader(std::shared_ptr<EventQueue> queue) : queue_(std::move(queue)) {}
  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) override {
    return queue_->Take(patience);
  }
  std::string_view name() const override { return queue_->name(); }

 private:
  const std::shared_ptr<EventQueue> queue_;
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

}  // namespace doorward::inline drivers
