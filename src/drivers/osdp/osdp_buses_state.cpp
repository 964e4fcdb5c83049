#include "drivers/osdp/osdp_buses_state.hpp"

namespace doorward {

OsdpBuses::OsdpBuses() : state_(std::make_unique<State>()) {}
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

bool OsdpBuses::State::IsInstalling(const OsdpConfig& config, SteadyTime now) {
  if (!config.install_mode) return false;
  const MutexLock lock(mutex_);
  const ReaderPlace place(config.serial.port, config.address);
  return now < install_ends_.try_emplace(place, now + kOsdpInstallTime).first->second;
}

void OsdpBuses::State::EndInstalling(const OsdpConfig& config) {
  const MutexLock lock(mutex_);
  install_ends_[{config.serial.port, config.address}] = SteadyTime::min();
}

}  // namespace doorward
