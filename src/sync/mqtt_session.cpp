#include "doorward/sync/mqtt_session.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "doorward/commands/lane_workers.hpp"
#include "doorward/core/backoff.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/worker.hpp"
#include "doorward/protocol/status.hpp"
#include "doorward/protocol/topics.hpp"
#include "sync/command_replies.hpp"
#include "sync/connection.hpp"
#include "sync/connection_losses.hpp"
#include "sync/record_uploader.hpp"
#include "sync/refused_commands.hpp"
#include "sync/waiting_commands.hpp"

namespace doorward::inline sync {
namespace {

constexpr std::size_t kMaxMessageBytes = 1024 * 1024;
constexpr Milliseconds kConnectPatience{5'000};
constexpr Milliseconds kGoodbyePatience{1'000};
constexpr Milliseconds kRound{500};
constexpr Milliseconds kStatusSpacing{1'000};
constexpr Milliseconds kBehindPause{50};  // A broker that is behind gets a little time.
constexpr Milliseconds kPausePiece{5'000};
constexpr Milliseconds kHungAfter{60'000};  // No call takes so long.

}  // namespace

struct MqttSession::Impl {
  SessionConfig config;
  const Topics topics;
  CommandRouter& router;
  const std::function<Json()> status;
  const Clock& clock;
  Health& health;
  const MakeMqttClient make_client;

  MqttConnection connection;
  const CommandReplies replies;
  RecordUploader uploader;
  WaitingCommands waiting;
  RefusedCommands refused;  // Its WaitUntil() is where the sync thread waits, whatever for.
  std::atomic<bool> lost{false};
  std::atomic<bool> memory_held{false};  // By the MQTT library, until its client is gone.
  ConnectionLosses losses;
  std::atomic<SteadyTime::rep> beat{0};  // When the sync thread last went round.
  std::atomic<std::uint64_t> retained_dropped{0};
  std::atomic<std::uint64_t> queue_full{0};
  std::atomic<std::uint64_t> oversized{0};
  std::atomic<std::uint64_t> reply_topics_refused{0};
  std::atomic<std::uint64_t> reconnects{0};
  Json last_status;
  SteadyTime status_at{};
  std::optional<Worker> upload_thread;
  std::optional<Worker> sync_thread;
  std::vector<Worker> lane_threads;  // The last member: they end first.

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
        replies(topics.reply(),
                ReplyTopics(config.topic_prefix, config.device, config.reply_topics), connection),
        uploader(topics.records(), records, writer, zone, connection, the_clock),
        losses(config.device) {
    waiting.Pause();
    config.mqtt.client_id = config.device;
    config.mqtt.max_message_bytes = kMaxMessageBytes;
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
    if (message.oversized) {
      ++oversized;
      memory_held = true;
      refused.Push(std::move(message));
      refused.Wake();
      return;
    }
    const auto reply_topic = replies.TopicOf(message);
    if (!reply_topic && !message.response_topic.empty()) ++reply_topics_refused;
    const std::string sender = message.topic + " " + reply_topic.value_or("");
    const CommandLane lane = router.LaneOf(message.payload);
    if (auto given_way = waiting.Push(sender, lane, std::move(message))) {
      ++queue_full;
      refused.Push(*std::move(given_way));
    }
  }

  void Beat() { beat = clock.SteadyNow().time_since_epoch().count(); }

  Milliseconds Since(SteadyTime time) const {
    return std::chrono::duration_cast<Milliseconds>(clock.SteadyNow() - time);
  }

  bool Hung() const { return Since(SteadyTime(SteadyTime::duration(beat))) > kHungAfter; }

  void Run(const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { refused.Wake(); });
    Backoff unreached(Milliseconds(500), Milliseconds(60'000));
    Backoff unlasting(Milliseconds(500), ConnectionLosses::kLasting / 2);
    while (!stop.stop_requested()) {
      Beat();
      if (const Status connected = Connect(); !connected) {
        health.Degraded("mqtt", connected.error().message);
        Pause(stop, unreached.Next());
        continue;
      }
      unreached.Reset();
      const SteadyTime since = clock.SteadyNow();
      Serve(stop, since);
      if (stop.stop_requested()) break;
      ++reconnects;
      if (GiveMemoryBack()) continue;
      if (losses.OnEnd(Since(since))) unlasting.Reset();
      health.Degraded("mqtt", losses.Reason());
      Pause(stop, unlasting.Next());
    }
    SayGoodbye();
  }

  // In pieces: a long pause is no hang.
  void Pause(const std::stop_token& stop, Milliseconds duration) {
    for (; duration.count() > 0; duration -= kPausePiece) {
      Beat();
      if (!WaitFor(stop, std::min(duration, kPausePiece))) return;
    }
    Beat();
  }

  void OnLost(MqttLoss why) {
    losses.OnLost(std::move(why));
    lost = true;
    refused.Wake();
  }

  Status Connect() {
    lost = false;
    connection.Replace(nullptr);  // The broker would end the older of two sessions of one name.
    losses.OnConnecting();
    MqttCallbacks callbacks{.on_message = [this](MqttMessage m) { OnMessage(std::move(m)); },
                            .on_lost = [this](MqttLoss why) { OnLost(std::move(why)); }};
    DW_TRY_ASSIGN(auto client, make_client(config.mqtt, std::move(callbacks)));
    DW_TRY(client->Connect(kConnectPatience));
    DW_TRY(client->Subscribe(topics.Subscriptions(), kConnectPatience));
    connection.Replace(std::move(client));
    last_status = nullptr;
    uploader.OnConnected();
    return {};
  }

  // Until the connection is lost or must go. Commands are carried out meanwhile, on threads of their own.
  void Serve(const std::stop_token& stop, SteadyTime since) {
    waiting.Resume();
    while (!stop.stop_requested() && !lost && !memory_held && connection.connected()) {
      Beat();
      TellConnected(since);
      PublishStatusIfDue();
      if (AnswerRefused()) {
        refused.WaitUntil(std::chrono::steady_clock::now() + kRound);
      } else {
        WaitFor(stop, kBehindPause);
      }
    }
    waiting.Pause();
    AnswerRefused();
  }

  // What is under way at the stop is carried out and answered; nothing is begun after it.
  void ServeLane(CommandLane::Lane lane, const std::stop_token& stop) {
    while (const auto message = waiting.Pop(lane)) {
      const std::string reply = router.Handle(message->payload, BackOffice());
      waiting.Ended();
      replies.Send(*message, reply, stop);
      refused.Wake();  // The status may have changed.
    }
  }

  void TellConnected(SteadyTime since) {
    if (auto doubt = losses.DoubtOf(Since(since))) {
      health.Degraded("mqtt", *std::move(doubt));
    } else {
      health.Ok("mqtt", "connected");
    }
  }

  // The library keeps the buffer of the largest message that it was ever sent.
  bool GiveMemoryBack() {
    if (!memory_held.exchange(false)) return false;
    if (auto client = connection.Replace(nullptr)) client->Disconnect(kGoodbyePatience);
    ::malloc_trim(0);
    return true;
  }

  // False: the broker is behind.
  bool AnswerRefused() {
    return refused.Answer([this](const MqttMessage& command, const Error& why) {
      return replies.TrySend(command, CommandRouter::RefusalFor(command.payload, why, clock));
    });
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
  impl_->lane_threads = StartLaneWorkers(
      "sync", Urgency::kBackground, [this](CommandLane::Lane lane, const std::stop_token& stop) {
        impl_->ServeLane(lane, stop);
      });
}

MqttSession::~MqttSession() {
  impl_->waiting.Close();
  impl_->lane_threads.clear();  // What is under way is answered before the goodbye.
  impl_->upload_thread->RequestStop();
  impl_->sync_thread->RequestStop();
}

void MqttSession::LeaveBehind(std::unique_ptr<MqttSession> session) {
  session->impl_->waiting.Close();
  session->impl_->waiting.AwaitEnd();
  static_cast<void>(session.release());
}

void MqttSession::OnDurable() { impl_->uploader.OnNews(); }

SyncState MqttSession::State() const {
  const bool hung = impl_->Hung();
  // The connection's lock may be what hangs.
  return {.connected = !hung && impl_->connection.connected(),
          .hung = hung,
          .counters = {.retained_dropped = impl_->retained_dropped,
                       .queue_full = impl_->queue_full,
                       .oversized = impl_->oversized,
                       .reply_topics_refused = impl_->reply_topics_refused,
                       .taken_over = impl_->losses.taken_over(),
                       .acks_ignored = impl_->uploader.acks_ignored(),
                       .reconnects = impl_->reconnects,
                       .batches_sent = impl_->uploader.batches_sent()}};
}

}  // namespace doorward::inline sync
