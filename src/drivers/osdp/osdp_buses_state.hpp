// What OsdpBuses knows: the open ports, and whose install mode goes on.
//
// Thread-safety: any thread.

#pragma once

#include <map>
#include <string>

#include "doorward/core/mutex.hpp"
#include "doorward/drivers/osdp.hpp"
#include "drivers/osdp/osdp_bus.hpp"

namespace doorward {

inline constexpr std::chrono::minutes kOsdpInstallTime{10};

struct OsdpBuses::State {
 public:
  // The bus on this port: the one that other readers use, or a new one. kInvalidArgument: they use
  // another baud rate. Others as for a serial port.
  Result<std::shared_ptr<OsdpBus>> Open(const SerialPortConfig& config);

  // Whether this reader's install mode goes on at `now`; it begins with the first call.
  bool IsInstalling(const OsdpConfig& config, SteadyTime now);
  void EndInstalling(const OsdpConfig& config);

 private:
  using ReaderPlace = std::pair<std::string, int>;  // Port and address.

  Mutex mutex_;
  std::map<std::string, std::weak_ptr<OsdpBus>> buses_ DW_GUARDED_BY(mutex_);
  std::map<ReaderPlace, SteadyTime> install_ends_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward
