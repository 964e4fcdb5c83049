// The table of drivers: a new one is an include and a row, by name.

#include "doorward/drivers/reader_driver.hpp"
#include "drivers/camera_opencv/camera_driver.hpp"
#include "drivers/evdev/evdev_driver.hpp"
#include "drivers/osdp/osdp_driver.hpp"
#include "drivers/pcsc/pcsc_driver.hpp"
#include "drivers/pn532/pn532_driver.hpp"
#include "drivers/serial_line/serial_line_driver.hpp"
#include "drivers/simulated/simulated_driver.hpp"
#include "drivers/wiegand/wiegand_driver.hpp"
#include "drivers/zfm/zfm_driver.hpp"

namespace doorward::inline drivers {

std::span<const ReaderDriver> ReaderDrivers() {
  // clang-format off
  static const ReaderDriver kDrivers[] = {
      CameraDriver(),
      EvdevDriver(),
      OsdpDriver(),
      PcscDriver(),
      Pn532Driver(),
      SerialLineDriver(),
      SimulatedDriver(),
      WiegandDriver(),
      ZfmDriver(),
  };
  // clang-format on
  return kDrivers;
}

}  // namespace doorward::inline drivers
