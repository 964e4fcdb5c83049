#include "cli/link.hpp"

#include <unistd.h>

#include <memory>

#include "doorward/core/bounded_queue.hpp"
#include "doorward/core/file.hpp"
#include "doorward/protocol/envelope.hpp"
#include "doorward/protocol/reply.hpp"
#include "doorward/protocol/topics.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::size_t kMaxStreamLine = 2 * 1024 * 1024;  // As of a reply.

// Unique to this sender: the kernel's randomness, nothing of the machine or its user.
std::string NewId() {
  auto uuid = ReadFile("/proc/sys/kernel/random/uuid", 64);
  return "ctl-" + (uuid ? uuid->substr(0, 36) : std::to_string(getpid()));
}

}  // namespace

Result<Link> Link::Open(const LinkOptions& options) {
  if (options.mqtt.url.empty()) return OverSocket(options);
  DW_TRY_ASSIGN(Transport transport, OverMqtt(options));
  return Link(std::move(transport));
}

Result<Link> Link::OverSocket(const LinkOptions& options) {
  DW_TRY_ASSIGN(ControlClient opened, ControlClient::Connect(options.socket));
  auto client = std::make_shared<ControlClient>(std::move(opened));
  Link link([client, patience = options.patience](const std::string&, const std::string& text) {
    return client->Call(text, patience);
  });
  link.client_ = std::move(client);
  return link;
}

Result<Link::Transport> Link::OverMqtt(const LinkOptions& options) {
  MqttConfig config = options.mqtt;
  config.client_id = NewId();
  config.session_expiry = std::chrono::seconds(0);
  if (!options.mqtt_password_file.empty()) {
    DW_TRY_ASSIGN(config.password, ReadSecretFile(options.mqtt_password_file));
  }
  auto replies = std::make_shared<BoundedQueue<std::string>>(64);
  MqttCallbacks callbacks{
      .on_message =
          [replies](MqttMessage reply) { (void)replies->TryPush(std::move(reply.payload)); },
      .on_lost = [replies](const MqttLoss&) { replies->Close(); }};
  DW_TRY_ASSIGN(std::shared_ptr<MqttClient> client, MakePahoClient(config, std::move(callbacks)));
  const Topics topics(options.topic_prefix, options.device, {});
  DW_TRY(client->Connect(options.patience));
  DW_TRY(client->Subscribe({topics.reply()}, options.patience));
  return Transport([=, patience = options.patience](
                       const std::string& id, const std::string& text) -> Result<std::string> {
    DW_TRY(client->Publish({.topic = topics.command(), .payload = text}));
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    while (auto reply = replies->PopUntil(deadline)) {
      const auto read = ReadReply(*reply);
      if (read && read->id == id) return *reply;  // Others may be asking the same terminal.
    }
    return Fail(ErrorCode::kTimeout, "no reply from the terminal within " +
                                         std::to_string(patience.count() / 1000) +
                                         " s: is it online, and is --device its id?");
  });
}

Result<Result<Json>> Link::Call(std::string_view name, Json arguments) {
  const std::string id = NewId();
  const Envelope envelope{
      .id = id,
      .name = std::string(name),
      .issued_at = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()),
      .arguments = std::move(arguments)};
  DW_TRY_ASSIGN(const std::string text, transport_(id, WriteEnvelope(envelope)));
  DW_TRY_ASSIGN(Reply reply, ReadReply(text));
  return std::move(reply.outcome);
}

Result<Json> Link::Next() {
  constexpr Milliseconds kRound{60'000};
  while (true) {
    auto line = client_->Next(kRound);
    if (line) return ParseJson(*line, {.max_bytes = kMaxStreamLine});
    if (line.error().code != ErrorCode::kTimeout) return Fail(std::move(line).error());
  }
}

}  // namespace doorward::inline cli
