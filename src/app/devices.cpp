#include "app/devices.hpp"

#include <algorithm>
#include <type_traits>

#include "app/readers/reader_driver.hpp"
#include "doorward/core/check.hpp"

namespace doorward::inline app {

Result<std::unique_ptr<OutputLine>> OpenOutputLine(const LineConfig& config,
                                                   const std::string& name, Level initial,
                                                   SimulatedBoard& board) {
  if (const auto* gpio = std::get_if<GpioLineConfig>(&config))
    return OpenGpioOutput(*gpio, initial);
  return board.OpenOutput(name, initial);
}

Result<std::unique_ptr<InputLine>> OpenInputLine(const LineConfig& config, const std::string& name,
                                                 SimulatedBoard& board) {
  if (const auto* gpio = std::get_if<GpioLineConfig>(&config)) return OpenGpioInput(*gpio);
  return board.OpenInput(name);
}

ReaderReads ReadsOf(const ReaderSection& section) {
  return {.cards = section.reads.contains("card"),
          .codes = section.reads.contains("qr"),
          .keys = section.reads.contains("pin")};
}

// Calls `open(device, site)` of the section's device each time; devices that it does not take are of
// another kind.
template <typename Device, typename Open>
OpenDevice<Device> OpenerOf(const ReaderSection& section, SharedDevices shared, Open open) {
  return [&section, shared, open]() -> Result<std::unique_ptr<Device>> {
    const DeviceSite site{.id = section.reader.id.str(),
                          .reads = ReadsOf(section),
                          .board = shared.board,
                          .osdp_buses = shared.osdp_buses,
                          .pcsc_threads = shared.pcsc_threads,
                          .pn532_fields = shared.pn532_fields};
    return std::visit(
        [&](const auto& device) -> Result<std::unique_ptr<Device>> {
          if constexpr (std::is_invocable_v<Open, decltype(device), const DeviceSite&>) {
            return open(device, site);
          } else {
            DW_UNREACHABLE();
          }
        },
        section.device);
  };
}

OpenDevice<Reader> ReaderOpener(const ReaderSection& section, SharedDevices shared) {
  return OpenerOf<Reader>(
      section, shared, [](const auto& device, const DeviceSite& site) requires requires {
        OpenReaderOf(device, site);
      } { return OpenReaderOf(device, site); });
}

OpenDevice<FingerprintReader> FingerprintOpener(const ReaderSection& section,
                                                SharedDevices shared) {
  return OpenerOf<FingerprintReader>(
      section, shared, [](const auto& device, const DeviceSite& site) requires requires {
        OpenFingerprintReaderOf(device, site);
      } { return OpenFingerprintReaderOf(device, site); });
}

OpenDevice<Camera> CameraOpener(const ReaderSection& section, SharedDevices shared) {
  return OpenerOf<Camera>(
      section, shared, [](const auto& device, const DeviceSite& site) requires requires {
        OpenCameraOf(device, site);
      } { return OpenCameraOf(device, site); });
}

OpenDevice<CardOutput> CardOutputOpener(const DoorSection& section, SimulatedBoard& board) {
  return [&section, &board]() -> Result<std::unique_ptr<CardOutput>> {
    const std::string name = section.door.id.str() + ".wiegand";
    const WiegandOutSection& out = *section.wiegand_out;
    DW_TRY_ASSIGN(auto d0, OpenOutputLine(out.d0, name + "_d0", Level::kInactive, board));
    DW_TRY_ASSIGN(auto d1, OpenOutputLine(out.d1, name + "_d1", Level::kInactive, board));
    std::string lines =
        "wiegand out " + std::string(d0->name()) + " and " + std::string(d1->name());
    return MakeWiegandOutput(std::move(lines), std::move(d0), std::move(d1), out.format);
  };
}

bool HasSimulatedParts(const Config& config) {
  const auto simulated = [](const auto& device) {
    return std::holds_alternative<SimulatedPart>(device);
  };
  const auto simulated_line = [&](const std::optional<LineConfig>& line) {
    return line && simulated(*line);
  };
  const auto simulated_door = [&](const DoorSection& door) {
    return simulated(door.strike) || simulated_line(door.contact) ||
           simulated_line(door.exit_button) ||
           (door.wiegand_out &&
            (simulated(door.wiegand_out->d0) || simulated(door.wiegand_out->d1)));
  };
  const auto simulated_lines = [&](const ReaderDevice& device) {
    const auto* wiegand = std::get_if<WiegandSection>(&device);
    return wiegand != nullptr && simulated(wiegand->d0);
  };
  return std::any_of(config.doors.begin(), config.doors.end(), simulated_door) ||
         std::any_of(config.readers.begin(), config.readers.end(),
                     [&](const ReaderSection& reader) {
                       const LightsSection& lights = reader.lights;
                       return simulated(reader.device) || simulated_lines(reader.device) ||
                              simulated_line(lights.green) || simulated_line(lights.red) ||
                              simulated_line(lights.buzzer);
                     });
}

}  // namespace doorward::inline app
