#include "doorward/sync/mqtt_session.hpp"

#include <atomic>

#include "doorward/core/backoff.hpp"
#include "doorward/core/bounded_queue.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/worker.hpp"
#include "sync/connection.hpp"
#include "sync/record_uploader.hpp"
#include "sync/topics.hpp"

namespace doorward {
namespace {

constexpr std::size_t kEnvelopes = 32;
constexpr std::size_t kRefusals = 2048;
constexpr std::size_t kRefusalBytes = 16 * 1024 * 1024;
constexpr std::size_t kMaxCorrelationBytes = 1024;
constexpr Milliseconds kConnectPatience{5'000};
constexpr Milliseconds kGoodbyePatience{1'000};
constexpr Milliseconds kRound{500};
constexpr Milliseconds kStatusSpacing{1'000};
constexpr Milliseconds kHungAfter{60'000};  // No call and no command takes so long.

// What changes all the time is no reason to publish again.
Json WithoutVolatile(Json status) {
  for (const char* key : {"at", "backlog", "records"}) status.erase(key);
  return status;
}

}  // namespace

struct MqttSession::Impl {
  SessionConfig config;
  const Topics topics;
  CommandRouter& router;
  const std::function<Json()> status;
  const Clock& clock;
  Health& health;
  const MakeMqttClient make_client;

  Connection connection;
  RecordUploader uploader;
  BoundedQueue<MqttMessage> envelopes{kEnvelopes};
  // Found the envelopes full; to be told so. Bounded in number and in bytes.
  std::atomic<std::size_t> refusal_bytes{0};
  BoundedQueue<MqttMessage> refusals{kRefusals};
  std::atomic<bool> lost{false};
  std::atomic<SteadyTime::rep> beat{0};  // When the sync thread last went round.
  std::atomic<std::uint64_t> retained_dropped{0};
  std::atomic<std::uint64_t> queue_full{0};
  std::atomic<std::uint64_t> reconnects{0};
  Json last_status;
  SteadyTime status_at{};
  std::optional<Worker> upload_thread;
  std::optional<Worker> sync_thread;  // The last member: it ends first.

  Impl(SessionConfig session, CommandRouter& command_router, RecordLog& records,
       const RecordWriter& writer, TimeZone zone, std::function<Json()> status_source,
       const Clock& the_clock, Health& the_health, MakeMqttClient maker)
      : config(std::move(session)),
        topics(config.topic_prefix, config.device, config.groups),
        router(command_router),
        status(std::move(status_source)),
        clock(the_clock),
        health(the_health),
        make_client(std::move(maker)),
        uploader(topics.records(), records, writer, zone, connection, the_clock) {
    config.mqtt.client_id = config.device;
    config.mqtt.will =
        MqttMessage{.topic = topics.status(), .payload = R"({"online":false})", .retained = true};
  }

  // On Paho's thread, under its lock: sort, queue, return.
  void OnMessage(MqttMessage message) {
    if (message.topic == topics.records_ack()) {
      uploader.OnAck(std::move(message.payload));
      return;
    }
    if (!topics.IsCommand(message.topic)) return;
    if (message.retained) {  // A retained door.release would open the door at each connection.
      ++retained_dropped;
      return;
    }
    const std::size_t size = message.payload.size();
    if (envelopes.TryPush(std::move(message))) return;
    ++queue_full;
    if (refusal_bytes + size > kRefusalBytes) return;  // A flood: no longer answered, but counted.
    refusal_bytes += size;
    // NOLINTNEXTLINE(bugprone-use-after-move): a refused item is left untouched.
    if (refusals.TryPush(std::move(message))) {
      envelopes.Wake();
    } else {
      refusal_bytes -= size;
    }
  }

  void Beat() { beat = clock.SteadyNow().time_since_epoch().count(); }

  bool Hung() const {
    return clock.SteadyNow() - SteadyTime(SteadyTime::duration(beat)) > kHungAfter;
  }

  void Run(const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { envelopes.Wake(); });
    Backoff backoff(Milliseconds(500), Milliseconds(60'000));
    while (!stop.stop_requested()) {
      Beat();
      if (const Status connected = Connect(); !connected) {
        health.Degraded("mqtt", connected.error().message);
        WaitFor(stop, backoff.Next());
        continue;
      }
      health.Ok("mqtt", "connected");
      backoff.Reset();
      Serve(stop);
      if (!stop.stop_requested()) {
        health.Degraded("mqtt", "the connection was lost");
        ++reconnects;
        WaitFor(stop, backoff.Next());
      }
    }
    SayGoodbye();
  }

  Status Connect() {
    lost = false;
    MqttCallbacks callbacks{.on_message = [this](MqttMessage m) { OnMessage(std::move(m)); },
                            .on_lost =
                                [this](const std::string&) {
                                  lost = true;
                                  envelopes.Wake();
                                }};
    connection.Replace(nullptr);  // The broker would end the older of two sessions of one name.
    DW_TRY_ASSIGN(auto client, make_client(config.mqtt, std::move(callbacks)));
    DW_TRY(client->Connect(kConnectPatience));
    DW_TRY(client->Subscribe(topics.Subscriptions(), kConnectPatience));
    connection.Replace(std::move(client));
    last_status = nullptr;
    uploader.OnConnected();
    return {};
  }

  void Serve(const std::stop_token& stop) {
    while (!stop.stop_requested() && !lost && connection.connected()) {
      Beat();
      PublishStatusIfDue();
      const auto message = envelopes.PopUntil(std::chrono::steady_clock::now() + kRound);
      AnswerRefused();
      if (message) Reply(*message, router.Handle(message->payload, Origin::kBackOffice), stop);
    }
  }

  // To the back office's own topic if it named one (MQTT 5), else to the terminal's reply topic.
  void Reply(const MqttMessage& command, std::string payload, const std::stop_token& stop) {
    MqttMessage reply{.topic = topics.reply(), .payload = std::move(payload)};
    const bool own_topic = !command.response_topic.empty() &&
                           command.response_topic.find_first_of("+#") == std::string::npos &&
                           command.correlation_data.size() <= kMaxCorrelationBytes;
    if (own_topic) {
      reply.topic = command.response_topic;
      reply.correlation_data = command.correlation_data;
    }
    // A broker that is behind gets a little time; then the journal will answer a repetition.
    for (int tries = 0; tries < 20; ++tries) {
      const Status sent = connection.Publish(reply);
      if (sent || sent.error().code != ErrorCode::kResourceExhausted) return;
      if (!WaitFor(stop, Milliseconds(50))) return;
    }
  }

  void AnswerRefused() {
    while (const auto refused = refusals.PopUntil(SteadyTime::min())) {
      refusal_bytes -= refused->payload.size();
      const Error full{ErrorCode::kResourceExhausted,
                       "the terminal is busy with other commands; send it again later"};
      Reply(*refused, CommandRouter::RefusalFor(refused->payload, full, clock), {});
    }
  }

  void PublishStatusIfDue() {
    const SteadyTime now = clock.SteadyNow();
    if (!last_status.is_null() && now - status_at < kStatusSpacing) return;
    Json current = status();
    Json telling = WithoutVolatile(current);
    const bool due = now - status_at >= config.status_interval;
    if (!due && telling == last_status) return;
    if (!connection.Publish(
            {.topic = topics.status(), .payload = DumpJson(current), .retained = true})) {
      return;
    }
    last_status = std::move(telling);
    status_at = now;
  }

  void SayGoodbye() {
    const auto sent = connection.Publish(
        {.topic = topics.status(), .payload = R"({"online":false})", .retained = true});
    if (auto client = connection.Replace(nullptr); client && sent) {
      client->Disconnect(kGoodbyePatience);
    }
  }
};

MqttSession::MqttSession(SessionConfig config, CommandRouter& router, RecordLog& records,
                         const RecordWriter& writer, TimeZone zone, std::function<Json()> status,
                         const Clock& clock, Health& health, MakeMqttClient make_client)
    : impl_(std::make_unique<Impl>(std::move(config), router, records, writer, zone,
                                   std::move(status), clock, health, std::move(make_client))) {
  impl_->Beat();
  impl_->upload_thread.emplace(
      "upload", [this](const std::stop_token& stop) { impl_->uploader.Run(stop); },
      Urgency::kBackground);
  impl_->sync_thread.emplace(
      "sync", [this](const std::stop_token& stop) { impl_->Run(stop); }, Urgency::kBackground);
}

MqttSession::~MqttSession() {
  impl_->upload_thread->RequestStop();
  impl_->sync_thread->RequestStop();
}

void MqttSession::OnDurable() { impl_->uploader.OnNews(); }

SyncState MqttSession::State() const {
  const bool hung = impl_->Hung();
  // The connection's lock may be what hangs.
  return {.connected = !hung && impl_->connection.connected(),
          .hung = hung,
          .counters = {.retained_dropped = impl_->retained_dropped,
                       .queue_full = impl_->queue_full,
                       .acks_ignored = impl_->uploader.acks_ignored(),
                       .reconnects = impl_->reconnects,
                       .batches_sent = impl_->uploader.batches_sent()}};
}

}  // namespace doorward
