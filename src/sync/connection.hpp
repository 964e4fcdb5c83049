// The one MQTT client of a session, shared by its threads. The client is new for each connection, so
// that no state of a broken one survives.
//
// Thread-safety: every method may be called from any thread. Publish() never blocks for long.

#pragma once

#include <memory>

#include "doorward/core/mutex.hpp"
#include "doorward/mqtt/mqtt_client.hpp"

namespace doorward::inline sync {

class MqttConnection {
 public:
  Status Publish(const MqttMessage& message) {
    MutexLock lock(mutex_);
    if (!client_) return Fail(ErrorCode::kUnavailable, "publishing: not connected");
    return client_->Publish(message);
  }

  bool connected() const {
    MutexLock lock(mutex_);
    return client_ && client_->connected();
  }

  // Puts `client` in place of the one before and gives that back: destroying it can take a while.
  std::unique_ptr<MqttClient> Replace(std::unique_ptr<MqttClient> client) {
    MutexLock lock(mutex_);
    std::swap(client_, client);
    return client;
  }

 private:
  mutable Mutex mutex_;
  std::unique_ptr<MqttClient> client_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline sync
