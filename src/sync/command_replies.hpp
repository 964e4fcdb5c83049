// Sends the reply to a command where it asked for it (MQTT 5), or to the terminal's own topic.
//
// Thread-safety: any thread.

#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "doorward/protocol/reply_topics.hpp"
#include "sync/connection.hpp"

namespace doorward::inline sync {

class CommandReplies {
 public:
  // `connection` outlives it.
  CommandReplies(std::string own_topic, ReplyTopics allowed, MqttConnection& connection)
      : own_topic_(std::move(own_topic)), allowed_(std::move(allowed)), connection_(connection) {}

  // The topic that `command` asks its reply for, if that is one for replies.
  std::optional<std::string> TopicOf(const MqttMessage& command) const;

  Status TrySend(const MqttMessage& command, std::string payload) const;

  // Gives a broker that is behind, and a connection that is made anew, a second. Then the journal will answer a
  // repetition.
  void Send(const MqttMessage& command, const std::string& payload,
            const std::stop_token& stop) const;

 private:
  const std::string own_topic_;
  const ReplyTopics allowed_;
  MqttConnection& connection_;
};

}  // namespace doorward::inline sync
