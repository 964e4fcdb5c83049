// From a section of the configuration to a device: the one place that knows drivers.

#pragma once

#include "doorward/access/reader_workers.hpp"
#include "doorward/app/config.hpp"
#include "doorward/drivers/simulated_board.hpp"

namespace doorward {

// `name` is how a simulated line is called: "main.strike".
Result<std::unique_ptr<OutputLine>> OpenOutputLine(const LineConfig& config,
                                                   const std::string& name, Level initial,
                                                   SimulatedBoard& board);
Result<std::unique_ptr<InputLine>> OpenInputLine(const LineConfig& config, const std::string& name,
                                                 SimulatedBoard& board);

// What opens the device of a reader, each time it has to be opened. REQUIRES: the section is of that
// kind, and outlives the result, as `board` does.
OpenDevice<Reader> ReaderOpener(const ReaderSection& section, SimulatedBoard& board);
OpenDevice<FingerprintReader> FingerprintOpener(const ReaderSection& section,
                                                SimulatedBoard& board);
OpenDevice<Camera> CameraOpener(const ReaderSection& section, SimulatedBoard& board);

ReaderReads ReadsOf(const ReaderSection& section);

// The family of its templates. REQUIRES: the section is a fingerprint reader.
std::string SensorOf(const ReaderSection& section);

// Whether any part of the terminal is simulated.
bool HasSimulatedParts(const Config& config);

}  // namespace doorward
