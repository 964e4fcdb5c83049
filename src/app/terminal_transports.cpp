// How commands reach the terminal.

#include "app/devices.hpp"
#include "app/simulation_commands.hpp"
#include "app/terminal.hpp"
#include "doorward/core/file.hpp"

namespace doorward::inline app {

Status Terminal::StartTransports() {
  std::vector<CommandSpec> simulation;
  if (HasSimulatedParts(config_)) {
    std::vector<DoorId> doors;
    for (const DoorSection& section : config_.doors) doors.push_back(section.door.id);
    simulation = SimulationCommands(board_, doors);
  }
  router_ = std::make_unique<CommandRouter>(Context(), std::move(simulation));
  std::error_code ignored;
  auto listening = ControlServer::Listen(config_.control_socket, *router_);
  if (listening) {
    control_ = *std::move(listening);
    durable_.SetListeners(access_.get(), control_.get(), nullptr);
  } else if (std::filesystem::is_socket(config_.control_socket, ignored) || file_.on_trial()) {
    return Fail(std::move(listening).error());  // Another daemon is there; or we can go back.
  } else {
    health_.Degraded("control", listening.error().Text() +
                                    ". doorctl cannot reach the terminal until that is mended and "
                                    "the terminal is restarted");
  }
  if (auto session = StartSession(); !session) {
    if (file_.on_trial()) return session;
    health_.Degraded("mqtt", session.error().Text() +
                                 ". The terminal works alone until that is mended and it is "
                                 "restarted");
  }
  return {};
}

Status Terminal::StartSession() {
  if (!config_.mqtt) return {};
  SessionConfig session = *config_.mqtt;
  if (!config_.mqtt_password_file.empty()) {
    DW_TRY_ASSIGN(session.mqtt.password, ReadSecretFile(config_.mqtt_password_file));
  }
  if (!session.mqtt.key_file.empty()) {
    constexpr std::size_t kMaxPem = 64 * 1024;
    DW_TRY(ReadPrivateFile(session.mqtt.key_file, kMaxPem));
  }
  session_ = std::make_unique<MqttSession>(
      std::move(session), *router_, *records_, *writer_, config_.zone,
      [this] { return StatusJson(); }, clock_, health_);
  durable_.SetListeners(access_.get(), control_.get(), session_.get());
  return {};
}

}  // namespace doorward::inline app
