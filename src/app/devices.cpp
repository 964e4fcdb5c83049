#include "app/devices.hpp"

#include <algorithm>

namespace doorward::inline app {

namespace {

std::optional<CredentialType> TypeReadAs(ReadAs as, const ReadsWords& reads) {
  for (const CredentialTypeRow& row : kCredentialTypes) {
    if (row.read_as == as && reads.contains(std::string(row.name))) return row.value;
  }
  return std::nullopt;
}

}  // namespace

ReaderReads ReadsOf(const ReaderSection& section) {
  const auto reads = [&](ReadAs as) { return TypeReadAs(as, section.reads).has_value(); };
  return {
      .cards = reads(ReadAs::kCard), .codes = reads(ReadAs::kCode), .keys = reads(ReadAs::kKeys)};
}

CredentialType CodesOf(const ReaderSection& section) {
  return TypeReadAs(ReadAs::kCode, section.reads).value_or(CredentialType::kQr);
}

template <typename Device>
OpenDevice<Device> OpenerOf(const ReaderSection& section, SharedDevices shared) {
  return [&section, shared]() -> Result<std::unique_ptr<Device>> {
    return std::get<OpenAt<Device>>(section.device.open)({.id = section.reader.id.str(),
                                                          .reads = ReadsOf(section),
                                                          .board = shared.board,
                                                          .shared = shared.parts,
                                                          .folder = shared.folder});
  };
}

OpenDevice<Reader> ReaderOpener(const ReaderSection& section, SharedDevices shared) {
  return OpenerOf<Reader>(section, shared);
}

OpenDevice<FingerprintReader> FingerprintOpener(const ReaderSection& section,
                                                SharedDevices shared) {
  return OpenerOf<FingerprintReader>(section, shared);
}

OpenDevice<Camera> CameraOpener(const ReaderSection& section, SharedDevices shared) {
  return OpenerOf<Camera>(section, shared);
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
  const auto simulated = [](const std::optional<LineConfig>& line) {
    return line && IsSimulated(*line);
  };
  const auto simulated_door = [&](const DoorSection& door) {
    return simulated(door.strike) || simulated(door.contact) || simulated(door.exit_button) ||
           (door.wiegand_out &&
            (simulated(door.wiegand_out->d0) || simulated(door.wiegand_out->d1)));
  };
  return std::any_of(config.doors.begin(), config.doors.end(), simulated_door) ||
         std::any_of(config.readers.begin(), config.readers.end(),
                     [&](const ReaderSection& reader) {
                       const LightsSection& lights = reader.lights;
                       return reader.device.is_simulated || simulated(lights.green) ||
                              simulated(lights.red) || simulated(lights.buzzer);
                     });
}

}  // namespace doorward::inline app
