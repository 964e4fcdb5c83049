// OSDP v2 readers on RS-485 (SIA OSDP 2.2, IEC 60839-11-5): this is the control panel, which polls.
//
// Several readers share one port, each with its own address. Every reader's worker polls its own
// address; the line belongs to one command and its reply at a time, in the order of asking.
//
// There is no cleartext mode. A reader that does not open the secure channel with the configured key,
// leaves it, or answers in it without protection is kUnavailable, and the message says "downgrade";
// nothing that it says is believed. What a reader kept from before the opening is thrown away.
//
// Blocking: a silent reader is waited for 200 ms (the standard's reply time), and a reader waits for
// the turn of its neighbours, so a call may take that much longer than the time it is given.

#pragma once

#include <filesystem>
#include <memory>

#include "doorward/drivers/serial_port.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

inline constexpr int kMaxOsdpAddress = 126;  // 127 is everybody.

struct OsdpConfig {
  SerialPortConfig serial;         // 9600 to 230400 baud; the same for all readers of a port.
  int address = 0;                 // 0 to kMaxOsdpAddress; each once on a port.
  std::filesystem::path key_file;  // The reader's SCBK: 32 hexadecimal digits, mode 600.

  // Gives a reader that has only the standard's default key the configured one. No event is passed on
  // meanwhile. It is over ten minutes after the first opening, until another start of the program; and for
  // good when the reader has taken the configured key: only another key begins it again.
  bool install_mode = false;
};

// The ports that OSDP readers share, and whose install mode is over.
//
// Thread-safety: any thread, through OpenOsdpReader().
// Ownership: outlives the opening of readers, not necessarily the readers.
class OsdpBuses {
 public:
  // `installed`: the file that keeps which readers have taken their keys. Empty: they are forgotten.
  explicit OsdpBuses(std::filesystem::path installed = {});
  ~OsdpBuses();
  OsdpBuses(const OsdpBuses&) = delete;
  OsdpBuses& operator=(const OsdpBuses&) = delete;

  struct State;
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

// Opens the port, if no other reader has, and the secure channel: gives CardRead (raw and formatted),
// KeyPress and TamperChange, and plays patterns on the reader's light and sounder.
//
// kUnavailable: no answer, a refused or missing secure channel, another key; the message says which.
// kInvalidArgument: the address, the baud rate (also one that differs from that of the port's other
// readers), or a key file with the standard's default key, zeros, or anything but a key. Others as for
// a serial port (serial_line.hpp) and for ReadSecretFile().
Result<std::unique_ptr<Reader>> OpenOsdpReader(const OsdpConfig& config, OsdpBuses& buses);

// Whether `config.key_file` has a key that OpenOsdpReader() would take; errors as there.
Status CheckOsdpKey(const OsdpConfig& config);

}  // namespace doorward::inline drivers
