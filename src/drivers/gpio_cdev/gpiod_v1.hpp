// What the files over libgpiod 1.6 share: the open chip, and what its answers mean.

#pragma once

#include <gpiod.h>

#include <memory>
#include <string>

#include "doorward/drivers/gpio_cdev.hpp"

namespace doorward::inline drivers::gpiod_v1 {

inline constexpr const char* kConsumer = "doorward";
inline constexpr unsigned kMaxEvents = 16;  // The kernel keeps no more for a line.

struct ChipCloser {
  void operator()(gpiod_chip* chip) const { gpiod_chip_close(chip); }
};
using Chip = std::unique_ptr<gpiod_chip, ChipCloser>;  // Closing it releases its lines.

Result<Chip> OpenChip(const std::string& path);

// The line `offset` of `chip`, not yet requested. `name` is for people.
Result<gpiod_line*> FindLine(const Chip& chip, unsigned offset, const std::string& name);

int FlagsOf(const GpioLineConfig& config);
timespec TimespecOf(Milliseconds patience);  // Not below 0.

// What a refused request of `line`, and what a failing requested line, answer.
tl::unexpected<Error> RequestError(const std::string& name, gpiod_line* line, int error);
tl::unexpected<Error> LineGone(const std::string& name, int error);

}  // namespace doorward::inline drivers::gpiod_v1
