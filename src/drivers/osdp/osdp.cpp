#include "doorward/drivers/osdp.hpp"

#include "doorward/core/log.hpp"
#include "drivers/osdp/osdp_buses_state.hpp"
#include "drivers/osdp/osdp_codes.hpp"
#include "drivers/osdp/osdp_reader.hpp"

namespace doorward::inline drivers {
namespace {

constexpr int kMinBaud = 9600;
constexpr int kMaxBaud = 230'400;

Status Check(const OsdpConfig& config) {
  if (config.address < 0 || config.address > kMaxOsdpAddress) {
    return Fail(ErrorCode::kInvalidArgument, "an OSDP address is 0 to 126");
  }
  if (config.serial.baud < kMinBaud || config.serial.baud > kMaxBaud) {
    return Fail(ErrorCode::kInvalidArgument, "OSDP runs at 9600 to 230400 baud");
  }
  return {};
}

std::string NameOf(const OsdpConfig& config) {
  return "osdp " + config.serial.port + " address " + std::to_string(config.address);
}

Result<OsdpSession> ConnectWith(const OsdpConfig& config, const std::shared_ptr<OsdpBus>& bus,
                                const OsdpKey& key) {
  return OsdpSession::Open(bus, static_cast<std::uint8_t>(config.address), key,
                           OsdpSession::KeyKind::kOwn);
}

Result<OsdpSession> Connect(const OsdpConfig& config, const std::shared_ptr<OsdpBus>& bus) {
  DW_TRY_ASSIGN(const OsdpKey key, ReadOsdpKey(config.key_file));
  return ConnectWith(config, bus, key);
}

// Gives the reader its key under the default one.
Status SetKey(const OsdpConfig& config, std::shared_ptr<OsdpBus> bus, const OsdpKey& key) {
  DW_TRY_ASSIGN(OsdpSession session,
                OsdpSession::Open(std::move(bus), static_cast<std::uint8_t>(config.address),
                                  DefaultOsdpKey(), OsdpSession::KeyKind::kDefault));
  Bytes data{1, static_cast<std::uint8_t>(key.bytes.size())};  // 1: this is the SCBK.
  data.reserve(data.size() + key.bytes.size());                // No copy of it stays behind.
  data.insert(data.end(), key.bytes.begin(), key.bytes.end());
  const Result<Bytes> answer = session.Exchange(osdp::kKeyset, data);
  Wipe(data);
  if (!answer) return Fail(answer.error().While("setting its key"));
  if (answer->front() != osdp::kAck) {
    return Fail(ErrorCode::kPermissionDenied,
                "it does not take the key (" + NakText(*answer) + ")");
  }
  return {};
}

void EndInstalling(const OsdpConfig& config, const OsdpKey& key, OsdpBuses::State& state) {
  const Status kept = state.EndInstalling(config, key);
  if (kept) return;
  LogError(LogPart{NameOf(config)},
           "that install mode is over is not kept, and the next start begins it again: {}",
           kept.error().message);
}

Result<OsdpSession> ConnectOrInstall(const OsdpConfig& config, const std::shared_ptr<OsdpBus>& bus,
                                     OsdpBuses::State& state) {
  DW_TRY_ASSIGN(const OsdpKey key, ReadOsdpKey(config.key_file));
  const auto installing = state.IsInstalling(config, key, std::chrono::steady_clock::now());
  auto session = ConnectWith(config, bus, key);
  if (session) {
    if (config.install_mode) EndInstalling(config, key, state);
    return session;
  }
  const bool refused = session.error().code == ErrorCode::kPermissionDenied ||
                       session.error().code == ErrorCode::kUnsupported;
  if (!refused || !config.install_mode) return session;
  if (!installing) return Fail(installing.error().While("looking whether install mode is over"));
  if (!*installing) return Fail(session.error().While("install mode is over"));
  DW_TRY(SetKey(config, bus, key));
  EndInstalling(config, key, state);
  LogWarning(LogPart{NameOf(config)},
             "install mode has set the key, and is over: take it out of the configuration");
  return ConnectWith(config, bus, key);
}

}  // namespace

Result<std::unique_ptr<Reader>> OpenOsdpReader(const OsdpConfig& config, OsdpBuses& buses) {
  DW_TRY(Check(config));
  DW_TRY(CheckOsdpKey(config));
  DW_TRY_ASSIGN(const std::shared_ptr<OsdpBus> bus, buses.state().Open(config.serial));
  Result<OsdpSession> session = ConnectOrInstall(config, bus, buses.state());
  if (!session) return Fail(OsdpLoss(NameOf(config), session.error()));
  auto reader = std::make_unique<OsdpReader>(
      std::move(*session), [config, bus] { return Connect(config, bus); }, NameOf(config),
      buses.state().Tampered(config));
  DW_TRY(reader->Begin());
  return std::unique_ptr<Reader>(std::move(reader));
}

Status CheckOsdpKey(const OsdpConfig& config) {
  DW_TRY(ReadOsdpKey(config.key_file));
  return {};
}

}  // namespace doorward::inline drivers
