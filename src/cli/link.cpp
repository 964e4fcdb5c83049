#include "cli/link.hpp"

#include <unistd.h>

#include <memory>

#include "doorward/control/control_client.hpp"
#include "doorward/core/bounded_queue.hpp"
#include "doorward/core/file.hpp"

namespace doorward {
namespace {

// Unique to this sender: the kernel's randomness, nothing of the machine or its user.
std::string NewId() {
  auto uuid = ReadFile("/proc/sys/kernel/random/uuid", 64);
  return "ctl-" + (uuid ? uuid->substr(0, 36) : std::to_string(getpid()));
}

ErrorCode CodeFromName(std::string_view name) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    if (ErrorCodeName(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
  }
  return ErrorCode::kInternal;
}

Result<Link::Answer> ReadReply(const std::string& text) {
  // A page of people with their vectors is larger than a command may be.
  DW_TRY_ASSIGN(const Json reply, ParseJson(text, {.max_bytes = 16 * 1024 * 1024}));
  if (!reply.is_object() || !reply.contains("ok") || !reply["ok"].is_boolean()) {
    return Fail(ErrorCode::kDataLoss, "the reply is not one of a terminal's");
  }
  Link::Answer answer{.ok = reply["ok"].get<bool>(), .result = {}, .error = {}};
  if (answer.ok) {
    answer.result = reply.value("result", Json::object());
    return answer;
  }
  const Json error = reply.value("error", Json::object());
  answer.error = {.code = CodeFromName(error.value("code", "internal")),
                  .message = error.value("message", "no reason given"),
                  .path = error.value("path", "")};
  return answer;
}

std::string IdOf(const std::string& payload) {
  const auto json = ParseJson(payload, {.max_bytes = 16 * 1024 * 1024});
  if (!json || !json->is_object() || !json->contains("id") || !(*json)["id"].is_string()) return {};
  return (*json)["id"].get<std::string>();
}

}  // namespace

Result<Link> Link::Open(const LinkOptions& options) {
  DW_TRY_ASSIGN(Transport transport,
                options.mqtt.url.empty() ? OverSocket(options) : OverMqtt(options));
  return Link(std::move(transport));
}

Result<Link::Transport> Link::OverSocket(const LinkOptions& options) {
  DW_TRY_ASSIGN(ControlClient opened, ControlClient::Connect(options.socket));
  auto client = std::make_shared<ControlClient>(std::move(opened));
  return Transport(
      [client, patience = options.patience](const std::string&, const std::string& text) {
        return client->Call(text, patience);
      });
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
  const std::string root = options.topic_prefix + "/" + options.device;
  DW_TRY(client->Connect(options.patience));
  DW_TRY(client->Subscribe({root + "/reply"}, options.patience));
  return Transport([=, patience = options.patience](
                       const std::string& id, const std::string& text) -> Result<std::string> {
    DW_TRY(client->Publish({.topic = root + "/command", .payload = text}));
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    while (auto reply = replies->PopUntil(deadline)) {
      if (IdOf(*reply) == id) return *reply;  // Others may be asking the same terminal.
    }
    return Fail(ErrorCode::kTimeout, "no reply from the terminal within " +
                                         std::to_string(patience.count() / 1000) +
                                         " s: is it online, and is --device its id?");
  });
}

Result<Link::Answer> Link::Call(std::string_view name, Json arguments) {
  const std::string id = NewId();
  const WallTime now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  const Json envelope{{"id", id},
                      {"name", name},
                      {"issued_at", FormatTime(now)},
                      {"arguments", std::move(arguments)}};
  DW_TRY_ASSIGN(const std::string reply, transport_(id, DumpJson(envelope)));
  return ReadReply(reply);
}

}  // namespace doorward
