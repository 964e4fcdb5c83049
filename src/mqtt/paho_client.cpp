#include <mqtt/async_client.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "doorward/core/log.hpp"
#include "doorward/mqtt/mqtt_client.hpp"
#include "mqtt/broker_probe.hpp"
#include "mqtt/mqtt_words.hpp"

namespace doorward::inline mqtt {
namespace {

constexpr int kQos = 1;
constexpr Milliseconds kMargin{1'000};
constexpr int kFirstFailure = 0x80;  // Reason codes from here on are failures: MQTT 5, 2.4.

// Beside its payload a message has a topic and properties.
constexpr std::size_t kRoomForHeaders = 64 * 1024;

::mqtt::message_ptr ToPaho(const MqttMessage& message, MqttVersion version) {
  auto paho = ::mqtt::make_message(message.topic, message.payload, kQos, message.retained);
  if (version == MqttVersion::k5 && !message.correlation_data.empty()) {
    ::mqtt::properties properties;
    properties.add(::mqtt::property(::mqtt::property::CORRELATION_DATA, message.correlation_data));
    paho->set_properties(std::move(properties));
  }
  return paho;
}

MqttMessage FromPaho(const ::mqtt::message& paho, std::size_t max_bytes) {
  MqttMessage message{.topic = paho.get_topic(), .payload = {}, .retained = paho.is_retained()};
  message.oversized = max_bytes > 0 && paho.get_payload().size() > max_bytes;
  if (!message.oversized) message.payload = paho.get_payload_str();
  const ::mqtt::properties& properties = paho.get_properties();
  if (properties.contains(::mqtt::property::RESPONSE_TOPIC)) {
    message.response_topic = ::mqtt::get<std::string>(properties, ::mqtt::property::RESPONSE_TOPIC);
  }
  if (properties.contains(::mqtt::property::CORRELATION_DATA)) {
    message.correlation_data =
        ::mqtt::get<std::string>(properties, ::mqtt::property::CORRELATION_DATA);
  }
  return message;
}

::mqtt::ssl_options SslOptions(const MqttConfig& config) {
  ::mqtt::ssl_options ssl;
  ssl.set_enable_server_cert_auth(true);
  ssl.set_verify(true);  // The certificate must name the host, too.
  ssl.set_enabled_cipher_suites(kCiphers);
  if (config.ca_file.empty()) {
    ssl.ca_path("/etc/ssl/certs");
  } else {
    ssl.set_trust_store(config.ca_file);
  }
  if (!config.certificate_file.empty()) {
    ssl.set_key_store(config.certificate_file);
    ssl.set_private_key(config.key_file);
  }
  ssl.set_error_handler([](const std::string& text) {
    LogWarning(LogPart{"mqtt"}, "TLS: {}", text.substr(0, text.find('\n')));
  });
  return ssl;
}

::mqtt::connect_options ConnectOptions(const MqttConfig& config, Milliseconds patience) {
  ::mqtt::connect_options options;
  options.set_automatic_reconnect(false);
  options.set_keep_alive_interval(config.keep_alive);
  options.set_connect_timeout(std::chrono::ceil<std::chrono::seconds>(patience));
  options.set_max_inflight(static_cast<int>(config.max_inflight));
  const bool clean = config.session_expiry.count() == 0;
  if (config.version == MqttVersion::k5) {
    options.set_mqtt_version(MQTTVERSION_5);
    options.set_clean_start(clean);
    ::mqtt::properties properties;
    properties.add(::mqtt::property(::mqtt::property::SESSION_EXPIRY_INTERVAL,
                                    static_cast<int>(config.session_expiry.count())));
    if (config.max_message_bytes > 0) {
      properties.add(
          ::mqtt::property(::mqtt::property::MAXIMUM_PACKET_SIZE,
                           static_cast<int>(config.max_message_bytes + kRoomForHeaders)));
    }
    properties.add(
        ::mqtt::property(::mqtt::property::RECEIVE_MAXIMUM, static_cast<int>(config.max_inflight)));
    options.set_properties(std::move(properties));
  } else {
    options.set_mqtt_version(MQTTVERSION_3_1_1);
    options.set_clean_session(clean);
  }
  if (!config.username.empty()) options.set_user_name(config.username);
  if (!config.password.empty()) options.set_password(config.password);
  if (config.will) {
    options.set_will(::mqtt::will_options(config.will->topic, config.will->payload, kQos,
                                          config.will->retained));
  }
  if (config.url.starts_with("mqtts://")) options.set_ssl(SslOptions(config));
  return options;
}

// Runs `action`, which may throw what Paho throws.
template <typename Action>
Status Guarded(std::string_view doing, Action action) {
  try {
    if (action()) return {};
    return Fail(ErrorCode::kTimeout, std::string(doing) + ": no answer in time");
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kUnavailable, std::string(doing) + ": " + error.what());
  }
}

class PahoClient final : public MqttClient {
 public:
  PahoClient(MqttConfig config, MqttCallbacks callbacks)
      : config_(std::move(config)),
        callbacks_(std::move(callbacks)),
        client_(config_.url, config_.client_id,
                ::mqtt::create_options(config_.version == MqttVersion::k5 ? MQTTVERSION_5
                                                                          : MQTTVERSION_3_1_1),
                nullptr) {
    client_.set_message_callback([this](const ::mqtt::const_message_ptr& message) {
      callbacks_.on_message(FromPaho(*message, config_.max_message_bytes));
    });
    client_.set_connection_lost_handler(
        [this](const std::string&) { callbacks_.on_lost({.reason = "the connection was lost"}); });
    client_.set_disconnected_handler([this](const ::mqtt::properties&, ::mqtt::ReasonCode code) {
      const int reason = static_cast<int>(code);
      callbacks_.on_lost({.reason = WhyEnded(reason), .taken_over = reason == kSessionTakenOver});
    });
  }

  // Paho refuses to change callbacks while it connects or disconnects. They then stay until client_,
  // which goes before what they use, is destroyed.
  ~PahoClient() override {
    if (auto disabled = Guarded("ending", [&] { return client_.disable_callbacks(), true; });
        !disabled) {
      LogDebug(LogPart{"mqtt"}, "{}", disabled.error().message);
    }
  }

  Status Connect(Milliseconds patience) override {
    try {
      // Paho gives up first: destroying a client that is still connecting can hang.
      const auto token = client_.connect(ConnectOptions(config_, patience));
      if (token->wait_for(patience + kMargin)) return {};
      return Fail(ErrorCode::kTimeout, "connecting to the broker: no answer in time");
    } catch (const ::mqtt::exception& error) {
      return Fail(ErrorCode::kUnavailable, "connecting to the broker: " + WhyNot(error, patience));
    } catch (const std::exception& error) {
      return Fail(ErrorCode::kUnavailable,
                  std::string("connecting to the broker: ") + error.what());
    }
  }

  // One topic at a time: given options for several, Paho 1.2 crashes.
  Status Subscribe(const std::vector<std::string>& topics, Milliseconds patience) override {
    // A message sent as retained stays marked so, also for whoever is subscribed already.
    const ::mqtt::subscribe_options as_published(false, config_.version == MqttVersion::k5);
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    for (const std::string& topic : topics) {
      DW_TRY(Guarded("subscribing", [&] {
        const auto token = client_.subscribe(topic, kQos, as_published);
        const auto left =
            std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
        if (!token->wait_for(std::max(left, Milliseconds(0)))) return false;
        CheckGranted(*token);
        return true;
      }));
    }
    return {};
  }

  Status Publish(const MqttMessage& message) override {
    if (!connected()) return Fail(ErrorCode::kUnavailable, "publishing: not connected");
    if (client_.get_pending_delivery_tokens().size() >= config_.max_inflight) {
      return Fail(ErrorCode::kResourceExhausted, "publishing: the broker is behind");
    }
    return Guarded("publishing", [&] {
      client_.publish(ToPaho(message, config_.version));
      return true;
    });
  }

  bool connected() const override { return client_.is_connected(); }

  void Disconnect(Milliseconds patience) override {
    if (!connected()) return;
    const auto ended = Guarded("disconnecting", [&] {
      const int drain_ms = static_cast<int>(patience.count() / 2);
      return client_.disconnect(drain_ms)->wait_for(patience);
    });
    if (!ended) LogDebug(LogPart{"mqtt"}, "{}", ended.error().message);
  }

 private:
  // Paho tells a broker's code, and of everything before that only that it failed.
  std::string WhyNot(const ::mqtt::exception& error, Milliseconds patience) const {
    const int code = std::max(error.get_return_code(), static_cast<int>(error.get_reason_code()));
    if (code > 0) return WhyRefused(code, config_.version);
    return WhyUnreachable(config_, patience);
  }

  // A broker refuses a subscription with a reason code in an acknowledgement that looks like success.
  static void CheckGranted(const ::mqtt::token& token) {
    const auto response = token.get_subscribe_response();  // A copy, which owns its codes.
    for (const ::mqtt::ReasonCode code : response.get_reason_codes()) {
      if (static_cast<int>(code) >= kFirstFailure) {
        throw std::runtime_error("check the broker's access list: " +
                                 WhyRefused(static_cast<int>(code), MqttVersion::k5));
      }
    }
  }

  const MqttConfig config_;
  const MqttCallbacks callbacks_;
  ::mqtt::async_client client_;
};

}  // namespace

Result<std::unique_ptr<MqttClient>> MakePahoClient(const MqttConfig& config,
                                                   MqttCallbacks callbacks) {
  const bool encrypted = config.url.starts_with("mqtts://");
  if (!encrypted && !(config.url.starts_with("mqtt://") && config.allow_plaintext)) {
    return Fail(ErrorCode::kInvalidArgument, "mqtt url: expected mqtts://host:port");
  }
  for (const std::string& file : {config.ca_file, config.certificate_file, config.key_file}) {
    if (file.empty() || std::ifstream(file).good()) continue;
    return Fail(ErrorCode::kInvalidArgument, "mqtt: cannot read " + file);
  }
  try {
    return std::make_unique<PahoClient>(config, std::move(callbacks));
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalidArgument, std::string("mqtt: ") + error.what());
  }
}

}  // namespace doorward::inline mqtt
