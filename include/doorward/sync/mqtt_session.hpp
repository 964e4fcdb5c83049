// Keeps the terminal in touch with its back office: connects and reconnects (backoff with jitter),
// hands commands to the router and publishes the replies, streams records and takes their
// acknowledgements, and publishes status. Nothing here can stop or open a door.
//
// Threads: "sync" (connection, status), "upload" (the record stream), and one for each lane of commands, so that
// a long command delays neither records nor the status nor what has nothing to do with it. Commands wait in
// bounded places; what finds them full is answered resource_exhausted. While there is no connection none is
// begun: there would be nobody to reply to. A connection that does not last is followed by a longer and longer
// pause, since another terminal may have the same id.
//
// Ownership: all references outlive the session.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "doorward/commands/command_router.hpp"
#include "doorward/core/clock.hpp"
#include "doorward/core/health.hpp"
#include "doorward/mqtt/mqtt_client.hpp"
#include "doorward/protocol/reply_topics.hpp"
#include "doorward/storage/record_log.hpp"
#include "doorward/storage/record_writer.hpp"

namespace doorward::inline sync {

struct SessionConfig {
  MqttConfig mqtt;  // Client id and will are set by the session.
  std::string topic_prefix = "doorward/v1";
  std::string device;
  std::vector<std::string> groups;  // Commands to these come too; replies go to the own topic.
  std::vector<std::string> reply_topics = DefaultReplyTopics();  // See protocol/reply_topics.hpp.
  Milliseconds status_interval{60'000};  // At least so often; sooner when something changes.
};

struct SyncCounters {
  std::uint64_t retained_dropped = 0;
  std::uint64_t queue_full = 0;
  std::uint64_t oversized = 0;
  std::uint64_t reply_topics_refused = 0;
  std::uint64_t taken_over = 0;
  std::uint64_t acks_ignored = 0;
  std::uint64_t reconnects = 0;
  std::uint64_t batches_sent = 0;
};

struct SyncState {
  bool connected = false;
  // The MQTT library has kept a thread for over a minute: Paho has deadlocks that are open. The door
  // does not notice; only a restart brings the back office back.
  bool hung = false;
  SyncCounters counters;
};

using MakeMqttClient =
    std::function<Result<std::unique_ptr<MqttClient>>(const MqttConfig&, MqttCallbacks)>;

class MqttSession {
 public:
  MqttSession(SessionConfig config, CommandRouter& router, RecordLog& records,
              const RecordWriter& writer, TimeZone zone, std::function<Json()> status,
              const Clock& clock, Health& health, MakeMqttClient make_client = MakePahoClient);
  // Waits for the commands that are under way, and publishes `online: false` if it can, within 1 s.
  ~MqttSession();

  // In the place of the destructor where State().hung: a thread of the library's cannot be joined. Waits for the
  // commands that are under way and begins none, so that no thread uses the router any more; threads and memory
  // stay. For a process that ends in a moment.
  static void LeaveBehind(std::unique_ptr<MqttSession> session);

  void OnDurable();  // From the record writer's thread: there may be something to send.

  SyncState State() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline sync
