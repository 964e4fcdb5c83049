// An RS-485 port that several readers share: one command and its answer at a time.
//
// Thread-safety: any thread.
// Ownership: held by the readers on it, and closed with the last of them.

#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "doorward/core/mutex.hpp"
#include "drivers/osdp/osdp_frame.hpp"
#include "drivers/serial_port/serial_port.hpp"

namespace doorward::inline drivers {

class OsdpBus {
 public:
  // How long a reader may take to begin its answer: the standard's REPLY_DELAY.
  static constexpr Milliseconds kReplyTime{200};

  // Errors as for a serial port.
  static Result<std::shared_ptr<OsdpBus>> Open(const SerialPortConfig& config);

  OsdpBus(SerialPort port, int baud) : path_(port.path()), baud_(baud), port_(std::move(port)) {}

  // Sends `command`, a whole message, in its turn, and waits for the answer: a whole message, for
  // ReadOsdpFrame(), of that address with that sequence number, or a BUSY. Whatever else is on the line
  // is passed over. nullopt: none came in time; kUnavailable: the port is gone, for all who share it.
  Result<std::optional<Bytes>> Exchange(ByteView command);

  int baud() const { return baud_; }
  // The port is gone, and closed; to go on, open another bus.
  bool is_broken() const { return broken_; }

 private:
  // Holds the line for a scope, in the order of asking: a mutex alone may let one reader starve another.
  class Turn;

  Result<std::optional<Bytes>> ExchangeInTurn(ByteView command);
  Result<std::optional<Bytes>> WaitForAnswer(const OsdpFrame& command);
  Milliseconds WireTime(std::size_t bytes) const;

  const std::string path_;
  const int baud_;
  std::atomic<bool> broken_{false};
  std::optional<SerialPort> port_;  // Whose turn it is uses it. Empty: broken.

  Mutex mutex_;
  CondVar turn_over_;
  std::uint64_t next_turn_ DW_GUARDED_BY(mutex_) = 0;
  std::uint64_t turn_ DW_GUARDED_BY(mutex_) = 0;
};

}  // namespace doorward::inline drivers
