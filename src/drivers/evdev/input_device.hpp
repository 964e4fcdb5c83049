// An input device of the kernel, grabbed: nobody else gets its events.
//
// Thread-safety: none. Ownership: keeps the device open and grabbed until it is destroyed.

#pragma once

#include <linux/input.h>

#include <cstdint>
#include <string>
#include <vector>

#include "doorward/core/result.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline drivers {

class InputDevice {
 public:
  // Throws away what was typed before. Errors as in evdev.hpp.
  static Result<InputDevice> Open(const std::string& path);

  InputDevice(InputDevice&& other) noexcept;
  InputDevice& operator=(InputDevice&&) = delete;
  ~InputDevice();

  // Waits up to `patience` for events, and takes at most kMaxEvents. kUnavailable: the device is gone.
  Result<std::vector<input_event>> Read(Milliseconds patience);

  // The keys that are down now.
  Result<std::vector<std::uint16_t>> HeldKeys() const;

  const std::string& path() const { return path_; }

 private:
  static constexpr std::size_t kMaxEvents = 64;

  InputDevice(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  Status Grab();
  Result<std::vector<input_event>> ReadNow();
  tl::unexpected<Error> Gone(int error) const;

  std::string path_;
  int fd_;            // -1 once moved from.
  std::string rest_;  // Of an event that came in part.
};

}  // namespace doorward::inline drivers
