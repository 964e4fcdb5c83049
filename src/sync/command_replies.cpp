#include "sync/command_replies.hpp"

#include "doorward/core/worker.hpp"

namespace doorward::inline sync {
namespace {

constexpr std::size_t kMaxCorrelationBytes = 1024;
constexpr int kReplyTries = 20;
constexpr Milliseconds kReplyPause{50};

}  // namespace

std::optional<std::string> CommandReplies::TopicOf(const MqttMessage& command) const {
  const bool taken = allowed_.Allows(command.response_topic) &&
                     command.correlation_data.size() <= kMaxCorrelationBytes;
  return taken ? std::optional(command.response_topic) : std::nullopt;
}

Status CommandReplies::TrySend(const MqttMessage& command, std::string payload) const {
  MqttMessage reply{.topic = own_topic_, .payload = std::move(payload)};
  if (auto topic = TopicOf(command)) {
    reply.topic = *std::move(topic);
    reply.correlation_data = command.correlation_data;
  }
  return connection_.Publish(reply);
}

void CommandReplies::Send(const MqttMessage& command, const std::string& payload,
                          const std::stop_token& stop) const {
  for (int tries = 0; tries < kReplyTries; ++tries) {
    const Status sent = TrySend(command, payload);
    if (sent) return;
    const bool may_pass = sent.error().code == ErrorCode::kResourceExhausted ||
                          sent.error().code == ErrorCode::kUnavailable;
    if (!may_pass || !WaitFor(stop, kReplyPause)) return;
  }
}

}  // namespace doorward::inline sync
