// From a section of the configuration to a device.

#pragma once

#include "doorward/app/config.hpp"
#include "doorward/readers/reader_workers.hpp"

namespace doorward::inline app {

// What several readers use.
struct SharedDevices {
  SimulatedBoard& board;
  SharedParts& parts;
  const std::filesystem::path& folder;  // Of what drivers have to remember over a start.
};

// What opens the device of a reader, each time it has to be opened. REQUIRES: the section is of that
// kind, and outlives the result, as what is shared does.
OpenDevice<Reader> ReaderOpener(const ReaderSection& section, SharedDevices shared);
OpenDevice<FingerprintReader> FingerprintOpener(const ReaderSection& section, SharedDevices shared);
OpenDevice<Camera> CameraOpener(const ReaderSection& section, SharedDevices shared);

ReaderReads ReadsOf(const ReaderSection& section);
// What a code at this reader is, if it reads any.
CredentialType CodesOf(const ReaderSection& section);

// What opens the door's output to a panel. REQUIRES: section.wiegand_out.
OpenDevice<CardOutput> CardOutputOpener(const DoorSection& section, SimulatedBoard& board);

// Whether any part of the terminal is simulated.
bool HasSimulatedParts(const Config& config);

}  // namespace doorward::inline app
