// A serial port: raw, 8N1, no flow control, and ours alone.
//
// Thread-safety: none.
// Ownership: holds the port open and locked (flock, and TIOCEXCL against those who ignore locks)
//   until it is destroyed.

#pragma once

#include <cstddef>
#include <string>

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"
#include "doorward/drivers/serial_port.hpp"

namespace doorward::inline drivers {

class SerialPort {
 public:
  static constexpr std::size_t kMaxReadBytes = 1024;

  // What was sent before the opening is thrown away: nobody stands at the door any more. Errors as
  // in serial_line.hpp.
  static Result<SerialPort> Open(const SerialPortConfig& config);

  SerialPort(SerialPort&& other) noexcept;
  SerialPort& operator=(SerialPort&&) = delete;
  ~SerialPort();

  // Waits up to `patience` for something to read; at most kMaxReadBytes, empty if nothing came.
  // kUnavailable: the port is gone.
  Result<std::string> Read(Milliseconds patience);

  // Writes all of `bytes`, waiting up to `patience` for room. kTimeout: part of it may be written;
  // kUnavailable: the port is gone.
  Status Write(ByteView bytes, Milliseconds patience);

  // Throws away what has come and was not read.
  void DiscardInput();

  const std::string& path() const { return path_; }

 private:
  SerialPort(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  Status Lock() const;
  Status Configure(unsigned speed) const;
  tl::unexpected<Error> Gone(const std::string& why) const;

  std::string path_;
  int fd_;  // -1 once moved from.
};

}  // namespace doorward::inline drivers
