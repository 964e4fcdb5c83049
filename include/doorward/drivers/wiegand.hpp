// Wiegand: two lines that rest high, D0 and D1. A short low pulse on one of them is a bit of that
// value; 25 ms without a pulse end a frame.
//
//   26 bits  24 of number             a UID of 4 bytes, the first of them 0
//   34 bits  32 of number             a UID of 4 bytes
//   37 bits  35 of number (H10302)    a UID of 5 bytes. H10304, 16 bits of facility and 19 of number, has
//            the same parity and cannot be told from it: its UID is that of facility * 2^19 + number
//   4 bits   a key: 0 to 9, 10 is *, 11 is #
//   8 bits   a key, the high four bits its complement
//
// All else (another length, wrong parity, two pulses of a line within 100 µs, edges that were lost) is
// refused and counted; the log tells whenever the count has doubled. Cards and keys may come from one
// reader.

#pragma once

#include <memory>

#include "doorward/drivers/gpio_cdev.hpp"
#include "doorward/hal/card_output.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

struct WiegandConfig {
  GpioLineConfig d0;      // `active_high` says that the chip sees the lines as they are; false that
  GpioLineConfig d1;      // something between inverts them. Both on one chip, and alike.
  bool reversed = false;  // The bytes of 26 and 34 bits come in the other order.
};

// Requests both lines. Errors as OpenGpioInput(), and kInvalidArgument for lines that are not on one
// chip, not alike, or the same.
Result<std::unique_ptr<Reader>> OpenWiegandReader(const WiegandConfig& config);

struct WiegandFormat {
  int bits = 34;                             // 26, 34 or 37.
  bool reversed = false;                     // Only with 26 or 34.
  std::chrono::microseconds pulse{50};       // 20 to 200.
  std::chrono::microseconds interval{2000};  // From one pulse to the next: 400 to 4,000.
};

// Sends over `d0` and `d1`, whose active level is the pulse and which rest inactive. `name` is for
// people. A
// frame whose pace the machine could not keep is sent once more; then Send() says kTimeout.
std::unique_ptr<CardOutput> MakeWiegandOutput(std::string name, std::unique_ptr<OutputLine> d0,
                                              std::unique_ptr<OutputLine> d1,
                                              const WiegandFormat& format);

}  // namespace doorward::inline drivers
