#include "app/devices.hpp"

#include <algorithm>

namespace doorward {

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

OpenDevice<CardReader> CardOpener(const ReaderSection& section, SimulatedBoard& board) {
  if (const auto* serial = std::get_if<SerialPortConfig>(&section.device)) {
    return [serial] { return OpenSerialCardReader(*serial); };
  }
  return [&] { return board.OpenCardReader(section.reader.id.str()); };
}

OpenDevice<CodeReader> CodeOpener(const ReaderSection& section, SimulatedBoard& board) {
  if (const auto* serial = std::get_if<SerialPortConfig>(&section.device)) {
    return [serial] { return OpenSerialCodeReader(*serial); };
  }
  return [&] { return board.OpenCodeReader(section.reader.id.str()); };
}

OpenDevice<Keypad> KeypadOpener(const ReaderSection& section, SimulatedBoard& board) {
  if (const auto* serial = std::get_if<SerialPortConfig>(&section.device)) {
    return [serial] { return OpenSerialKeypad(*serial); };
  }
  return [&] { return board.OpenKeypad(section.reader.id.str()); };
}

OpenDevice<FingerprintReader> FingerprintOpener(const ReaderSection& section,
                                                SimulatedBoard& board) {
  return [&] { return board.OpenFingerprintReader(section.reader.id.str()); };
}

OpenDevice<Camera> CameraOpener(const ReaderSection& section, SimulatedBoard& board) {
  if (const auto* camera = std::get_if<CameraConfig>(&section.device)) {
    return [camera] { return OpenCamera(*camera); };
  }
  return [&] { return board.OpenCamera(section.reader.id.str()); };
}

bool HasSimulatedParts(const Config& config) {
  const auto simulated = [](const auto& device) {
    return std::holds_alternative<SimulatedPart>(device);
  };
  const auto simulated_door = [&](const DoorSection& door) {
    return simulated(door.strike) || (door.contact && simulated(*door.contact)) ||
           (door.exit_button && simulated(*door.exit_button));
  };
  return std::any_of(config.doors.begin(), config.doors.end(), simulated_door) ||
         std::any_of(config.readers.begin(), config.readers.end(),
                     [&](const ReaderSection& reader) { return simulated(reader.device); });
}

}  // namespace doorward
