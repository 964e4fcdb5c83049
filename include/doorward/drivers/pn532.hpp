// The NXP PN532 contactless reader on a serial port (its HSU mode): ISO 14443 type A cards.
//
// Frames and commands: NXP UM0701-02, "PN532 User Manual". In the field the module falls silent after
// hours: a poll that is not answered is repeated, then the module is woken and set up anew, then reset
// by its line if there is one; then the reader is gone.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "doorward/core/mutex.hpp"
#include "doorward/drivers/desfire.hpp"
#include "doorward/drivers/serial_port.hpp"
#include "doorward/hal/lines.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

struct Pn532Config {
  SerialPortConfig serial{.port = {}, .baud = 115'200};
  // Cards must prove themselves. A call takes up to 1 s longer then, while a card does.
  std::optional<DesfireConfig> desfire;
};

class CardPresence;

// What lies in the fields of modules, from one opening to the next: a card that stayed while its module
// was away is not told of twice.
//
// Thread-safety: any thread, through OpenPn532().
// Ownership: outlives the opening of readers, not necessarily the readers.
class Pn532Fields {
 public:
  Pn532Fields();
  ~Pn532Fields();
  Pn532Fields(const Pn532Fields&) = delete;
  Pn532Fields& operator=(const Pn532Fields&) = delete;

  // Of the module at `port`, for the one reader that is open on it.
  std::shared_ptr<CardPresence> Of(const std::string& port);

 private:
  Mutex mutex_;
  std::map<std::string, std::shared_ptr<CardPresence>> presences_ DW_GUARDED_BY(mutex_);
};

// `reset` may be null; while it is active the module is held in reset. Errors of the port and of the
// key, and kUnavailable if no PN532 answers. Takes up to 600 ms.
Result<std::unique_ptr<Reader>> OpenPn532(const Pn532Config& config,
                                          std::unique_ptr<OutputLine> reset, Pn532Fields& fields);

}  // namespace doorward::inline drivers
