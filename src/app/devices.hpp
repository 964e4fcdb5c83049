// From a section of the configuration to a device: the one place that knows drivers.

#pragma once

#include "doorward/app/config.hpp"
#include "doorward/drivers/osdp.hpp"
#include "doorward/drivers/pcsc.hpp"
#include "doorward/drivers/simulated_board.hpp"
#include "doorward/readers/reader_workers.hpp"

namespace doorward::inline app {

// `name` is how a simulated line is called: "main.strike".
Result<std::unique_ptr<OutputLine>> OpenOutputLine(const LineConfig& config,
                                                   const std::string& name, Level initial,
                                                   SimulatedBoard& board);
Result<std::unique_ptr<InputLine>> OpenInputLine(const LineConfig& config, const std::string& name,
                                                 SimulatedBoard& board);

// What several readers use.
struct SharedDevices {
  SimulatedBoard& board;
  OsdpBuses& osdp_buses;
  PcscThreads& pcsc_threads;
  Pn532Fields& pn532_fields;
};

// What opens the device of a reader, each time it has to be opened. REQUIRES: the section is of that
// kind, and outlives the result, as what is
// shared does.
OpenDevice<Reader> ReaderOpener(const ReaderSection& section, SharedDevices shared);
OpenDevice<FingerprintReader> FingerprintOpener(const ReaderSection& section, SharedDevices shared);
OpenDevice<Camera> CameraOpener(const ReaderSection& section, SharedDevices shared);

ReaderReads ReadsOf(const ReaderSection& section);

// What opens the door's output to a panel. REQUIRES: section.wiegand_out.
OpenDevice<CardOutput> CardOutputOpener(const DoorSection& section, SimulatedBoard& board);

// Whether any part of the terminal is simulated.
bool HasSimulatedParts(const Config& config);

}  // namespace doorward::inline app
