// An MQTT connection. One of the five virtual seams; the real one is Paho's C++ client.
//
// Paho runs callbacks under its own mutex and has open reconnect deadlocks, so: callbacks only
// enqueue, there is no Paho persistence, no action listener and no automatic reconnect. Whoever uses
// this reconnects by itself.
//
// Thread-safety: every method may be called from any thread. `on_message` and `on_lost` are called on
//   a thread of the client's and must not block or call back into it.
// Blocking: Connect, Subscribe and Disconnect as long as `patience`; Publish never.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doorward/core/result.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline mqtt {

enum class MqttVersion { k311, k5 };

struct MqttMessage {
  std::string topic;
  std::string payload;
  bool retained = false;
  std::string response_topic = {};    // MQTT 5; empty if none.
  std::string correlation_data = {};  // MQTT 5; empty if none.
  bool oversized = false;             // Its payload was let go.
};

struct MqttConfig {
  std::string url;  // "mqtts://host:8883"; "mqtt://…" only with allow_plaintext.
  std::string client_id;
  MqttVersion version = MqttVersion::k5;
  std::string username;
  std::string password;
  std::string ca_file;           // Empty: the system's.
  std::string certificate_file;  // Both or neither.
  std::string key_file;
  bool allow_plaintext = false;
  std::chrono::seconds keep_alive{30};
  std::chrono::seconds session_expiry{24 * 3600};  // 0: a clean session.
  std::optional<MqttMessage> will;                 // Its `retained` is honoured.
  std::size_t max_inflight = 32;
  // A larger message is not taken in: with MQTT 5 the broker keeps it, told at the connection; with 3.1.1
  // it arrives without its payload, marked `oversized`. 0: no limit.
  std::size_t max_message_bytes = 0;
};

// Why a connection ended.
struct MqttLoss {
  std::string reason;
  bool taken_over = false;  // MQTT 5 alone can tell: another client came with our id.
};

struct MqttCallbacks {
  std::function<void(MqttMessage)> on_message;
  std::function<void(MqttLoss)> on_lost;
};

class MqttClient {
 public:
  virtual ~MqttClient() = default;

  virtual Status Connect(Milliseconds patience) = 0;
  virtual Status Subscribe(const std::vector<std::string>& topics, Milliseconds patience) = 0;

  // Queues for sending at QoS 1. kUnavailable if not connected; kResourceExhausted if
  // `max_inflight` messages are not yet acknowledged by the broker.
  virtual Status Publish(const MqttMessage& message) = 0;

  virtual bool connected() const = 0;
  virtual void Disconnect(Milliseconds patience) = 0;
};

// kInvalidArgument for a URL, file or plaintext that is not allowed, before anything is connected.
Result<std::unique_ptr<MqttClient>> MakePahoClient(const MqttConfig& config,
                                                   MqttCallbacks callbacks);

}  // namespace doorward::inline mqtt
