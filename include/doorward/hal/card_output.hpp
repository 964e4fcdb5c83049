// Somewhere to tell a card's number to: the access panel of another maker, behind the terminal.
//
// Thread-safety: none. One worker owns an output and makes every call.
// Blocking: Send() lasts as long as the frame does, 500 ms at most.

#pragma once

#include <string_view>

#include "doorward/core/bytes.hpp"

namespace doorward::inline hal {

class CardOutput {
 public:
  virtual ~CardOutput() = default;

  // Sends the number of the card `uid`, whole. kInvalidArgument: the output's format has no room for
  // that number, and nothing was sent; kUnavailable: the output is gone, and part may have been sent; kTimeout: so too.
  virtual Status Send(ByteView uid) = 0;

  // For logs and the health page, such as "wiegand out /dev/gpiochip0 lines 8 and 9".
  virtual std::string_view name() const = 0;
};

}  // namespace doorward::inline hal
