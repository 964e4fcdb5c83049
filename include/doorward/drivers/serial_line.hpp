// Readers that send items over a serial port, one a line, or between STX and ETX, or each of one
// length: QR engines, 125 kHz modules, card readers that write hexadecimal or the bare bytes.
//
// An item may arrive in pieces, split anywhere. What is too long, or not what the framing says, is
// dropped and counted (the log tells whenever the count has doubled), and the reader goes on with
// the next item. Details in src/drivers/serial_line/serial_item_parser.hpp, and beside it
// fixed_item_parser.hpp and card_item.hpp.
//
// A keypad has no framing: each of 0-9 * # is a key, every other byte is dropped and counted.

#pragma once

#include <memory>

#include "doorward/drivers/serial_port.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

// What the module behind the port sends.
enum class SerialItem { kCard, kCode, kKey };

struct SerialFraming {
  std::size_t fixed_bytes = 0;  // Of every item; 0: a line or an STX…ETX frame each, as they come.
  bool binary_cards = false;    // A card's item is its UID; else its hexadecimal digits. Only with
                                // fixed_bytes of 4 to 10.
  bool checks_sum = false;      // Twelve digits between STX and ETX end with their XOR sum.
};

// A keypad has no framing. kNotFound, kPermissionDenied, kUnavailable (locked by another program), kInvalidArgument (the baud
// rate, or not a serial port).
Result<std::unique_ptr<Reader>> OpenSerialLineReader(const SerialPortConfig& config,
                                                     SerialItem item,
                                                     const SerialFraming& framing = {});

}  // namespace doorward::inline drivers
