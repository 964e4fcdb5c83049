// A broker's side that does what the test says: keeps what is published, and can be full or gone.

#pragma once

#include <vector>

#include "doorward/core/mutex.hpp"
#include "doorward/mqtt/mqtt_client.hpp"

namespace doorward {

// What outlives the client, so that a test can look on.
class FakeBroker {
 public:
  void SetConnected(bool connected) {
    MutexLock lock(mutex_);
    connected_ = connected;
  }
  void SetFull(bool full) {
    MutexLock lock(mutex_);
    full_ = full;
  }
  bool connected() const {
    MutexLock lock(mutex_);
    return connected_;
  }
  Status Take(const MqttMessage& message) {
    MutexLock lock(mutex_);
    if (!connected_) return Fail(ErrorCode::kUnavailable, "scripted: away");
    if (full_) return Fail(ErrorCode::kResourceExhausted, "scripted: full");
    messages_.push_back(message);
    changed_.NotifyAll();
    return {};
  }

  // Waits until `count` messages are there, up to `patience`; gives all there are.
  std::vector<MqttMessage> WaitForMessages(std::size_t count,
                                           Milliseconds patience = Milliseconds(10'000)) {
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    MutexLock lock(mutex_);
    while (messages_.size() < count) {
      if (!changed_.WaitUntil(mutex_, deadline)) break;
    }
    return messages_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<MqttMessage> messages_ DW_GUARDED_BY(mutex_);
  bool connected_ DW_GUARDED_BY(mutex_) = true;
  bool full_ DW_GUARDED_BY(mutex_) = false;
};

class FakeMqttClient final : public MqttClient {
 public:
  explicit FakeMqttClient(FakeBroker& broker) : broker_(broker) {}

  Status Connect(Milliseconds) override { return {}; }
  Status Subscribe(const std::vector<std::string>&, Milliseconds) override { return {}; }
  Status Publish(const MqttMessage& message) override { return broker_.Take(message); }
  bool connected() const override { return broker_.connected(); }
  void Disconnect(Milliseconds) override { broker_.SetConnected(false); }

 private:
  FakeBroker& broker_;
};

}  // namespace doorward
