// What OsdpBuses knows: the open ports, whose install mode goes on, and what readers told before they
// were lost.
//
// Thread-safety: any thread.

#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "doorward/core/mutex.hpp"
#include "doorward/drivers/osdp.hpp"
#include "drivers/osdp/osdp_bus.hpp"
#include "drivers/osdp/osdp_installed.hpp"

namespace doorward::inline drivers {

inline constexpr std::chrono::minutes kOsdpInstallTime{10};

struct OsdpBuses::State {
 public:
  explicit State(std::filesystem::path installed) : installed_(std::move(installed)) {}

  // The bus on this port: the one that other readers use, or a new one. kInvalidArgument: they use
  // another baud rate. Others as for a serial port.
  Result<std::shared_ptr<OsdpBus>> Open(const SerialPortConfig& config);

  // Whether this reader's install mode goes on at `now`; it begins with the first call, and never for a
  // key that it has taken. An error if that cannot be known.
  Result<bool> IsInstalling(const OsdpConfig& config, const OsdpKey& key, SteadyTime now);
  // The reader has taken the key. An error if that is forgotten with the next start.
  Status EndInstalling(const OsdpConfig& config, const OsdpKey& key);

  // What was told last of this reader's tamper contact; its readers keep it up to date.
  std::shared_ptr<std::atomic<bool>> Tampered(const OsdpConfig& config);

 private:
  using ReaderPlace = std::pair<std::string, int>;  // Port and address.

  static ReaderPlace PlaceOf(const OsdpConfig& config) {
    return {config.serial.port, config.address};
  }

  Mutex mutex_;
  std::map<std::string, std::weak_ptr<OsdpBus>> buses_ DW_GUARDED_BY(mutex_);
  const OsdpInstalled installed_ DW_GUARDED_BY(mutex_);
  std::map<ReaderPlace, SteadyTime> install_ends_ DW_GUARDED_BY(mutex_);
  std::map<ReaderPlace, std::shared_ptr<std::atomic<bool>>> tampered_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline drivers
