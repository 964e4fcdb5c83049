// Readers that send one item a line, or between STX and ETX, over a serial port: QR engines, 125 kHz
// modules, card readers that write hexadecimal.
//
// An item may arrive in pieces, split anywhere. What is too long, or not what the framing says, is
// dropped and counted (the log tells whenever the count has doubled), and the reader goes on with
// the next item. Details in src/drivers/serial_line/serial_item_parser.hpp and src/drivers/card_item.hpp.
//
// A keypad has no framing: each of 0-9 * # is a key, every other byte is dropped and counted.

#pragma once

#include <memory>

#include "doorward/drivers/serial_port.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward {

// What the module behind the port sends.
enum class SerialItem { kCard, kCode, kKey };

// kNotFound, kPermissionDenied, kUnavailable (locked by another program), kInvalidArgument (the baud
// rate, or not a serial port).
Result<std::unique_ptr<Reader>> OpenSerialLineReader(const SerialPortConfig& config,
                                                     SerialItem item);

}  // namespace doorward
