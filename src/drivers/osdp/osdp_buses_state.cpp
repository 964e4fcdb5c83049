#include "drivers/osdp/osdp_buses_state.hpp"

namespace doorward::inline drivers {

OsdpBuses::OsdpBuses(std::filesystem::path installed)
    : state_(std::make_unique<State>(std::move(installed))) {}
OsdpBuses::~OsdpBuses() = default;

Result<std::shared_ptr<OsdpBus>> OsdpBuses::State::Open(const SerialPortConfig& config) {
  const MutexLock lock(mutex_);
  std::weak_ptr<OsdpBus>& known = buses_[config.port];
  std::shared_ptr<OsdpBus> bus = known.lock();
  if (bus && !bus->is_broken()) {
    if (bus->baud() == config.baud) return bus;
    return Fail(ErrorCode::kInvalidArgument, config.port + ": its other readers run at " +
                                                 std::to_string(bus->baud()) + " baud");
  }
  DW_TRY_ASSIGN(bus, OsdpBus::Open(config));
  known = bus;
  return bus;
}

Result<bool> OsdpBuses::State::IsInstalling(const OsdpConfig& config, const OsdpKey& key,
                                            SteadyTime now) {
  if (!config.install_mode) return false;
  const MutexLock lock(mutex_);
  DW_TRY_ASSIGN(const bool taken, installed_.Has(config, key));
  if (taken) return false;
  return now < install_ends_.try_emplace(PlaceOf(config), now + kOsdpInstallTime).first->second;
}

Status OsdpBuses::State::EndInstalling(const OsdpConfig& config, const OsdpKey& key) {
  const MutexLock lock(mutex_);
  install_ends_[PlaceOf(config)] = SteadyTime::min();
  return installed_.Add(config, key);
}

std::shared_ptr<std::atomic<bool>> OsdpBuses::State::Tampered(const OsdpConfig& config) {
  const MutexLock lock(mutex_);
  auto& tampered = tampered_[PlaceOf(config)];
  if (tampered == nullptr) tampered = std::make_shared<std::atomic<bool>>(false);
  return tampered;
}

}  // namespace doorward::inline drivers
