// The drivers of readers, as the configuration names them: one row each. A new driver is a row in
// reader_driver.cpp, an alternative of ReaderDevice (config.hpp), and a file beside this one that reads
// its keys and opens its device.

#pragma once

#include <span>

#include "app/config_sections.hpp"
#include "doorward/drivers/osdp.hpp"
#include "doorward/drivers/pcsc.hpp"
#include "doorward/drivers/simulated_board.hpp"

namespace doorward::inline app {

// What the keys of a driver are read with. Faults go to the reader's.
struct ReaderKeys {
  JsonReader& reader;
  UsedOnce& used;
  const ReadsWords& reads;  // Of those that the driver can read, and at least one.
};

struct ReaderDriver {
  std::string_view name;
  std::string_view reads;  // What it can read: "card pin".
  bool several = false;    // Whether one device may read more than one of these.
  ReaderDevice (*read)(const ReaderKeys& keys) = nullptr;
};

std::span<const ReaderDriver> ReaderDrivers();

ReaderDevice ReadCamera(const ReaderKeys& keys);
ReaderDevice ReadOsdp(const ReaderKeys& keys);
ReaderDevice ReadEvdev(const ReaderKeys& keys);
ReaderDevice ReadPcsc(const ReaderKeys& keys);
ReaderDevice ReadPn532(const ReaderKeys& keys);
ReaderDevice ReadSerialLine(const ReaderKeys& keys);
ReaderDevice ReadSimulated(const ReaderKeys& keys);
ReaderDevice ReadWiegand(const ReaderKeys& keys);
ReaderDevice ReadZfm(const ReaderKeys& keys);

// "port", which no other reader may have, and "baud".
SerialPortConfig ReadSerialPort(const ReaderKeys& keys, int default_baud);

// Whether `file` has a module's password of eight hexadecimal digits.
Status CheckZfmPassword(const std::filesystem::path& file);

// Where a device is opened.
struct DeviceSite {
  const std::string& id;  // Of the reader.
  ReaderReads reads;
  SimulatedBoard& board;
  OsdpBuses& osdp_buses;
  PcscThreads& pcsc_threads;
  Pn532Fields& pn532_fields;
};

// What opens a device, each time it has to be opened, by what stands in its section. A driver that
// does not give a kind of device has no overload for it.
Result<std::unique_ptr<Camera>> OpenCameraOf(const CameraSection& section, const DeviceSite& site);
Result<std::unique_ptr<Camera>> OpenCameraOf(const SimulatedPart& part, const DeviceSite& site);
Result<std::unique_ptr<FingerprintReader>> OpenFingerprintReaderOf(const SimulatedPart& part,
                                                                   const DeviceSite& site);
Result<std::unique_ptr<FingerprintReader>> OpenFingerprintReaderOf(const ZfmSection& section,
                                                                   const DeviceSite& site);
Result<std::unique_ptr<Reader>> OpenReaderOf(const OsdpConfig& config, const DeviceSite& site);
Result<std::unique_ptr<Reader>> OpenReaderOf(const EvdevConfig& config, const DeviceSite& site);
Result<std::unique_ptr<Reader>> OpenReaderOf(const PcscConfig& config, const DeviceSite& site);
Result<std::unique_ptr<Reader>> OpenReaderOf(const Pn532Section& section, const DeviceSite& site);
Result<std::unique_ptr<Reader>> OpenReaderOf(const SerialLineSection& section,
                                             const DeviceSite& site);
Result<std::unique_ptr<Reader>> OpenReaderOf(const WiegandSection& section, const DeviceSite& site);
Result<std::unique_ptr<Reader>> OpenReaderOf(const SimulatedPart& part, const DeviceSite& site);

}  // namespace doorward::inline app
