// What becomes of the strikes once the daemon is gone, however it ended.
//
// A killed process closes its lines and leaves them as they are. The service manager then runs
// `doorward-failsafe`, which drives each strike to its rest. It goes by a file that the dead daemon wrote,
// not by the configuration: that may have been changed meanwhile, to another line or to something that
// cannot be read. And it knows no configuration, so that it loads a handful of libraries instead of the
// daemon's hundreds, which take seconds on a slow board.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "doorward/drivers/gpio_cdev.hpp"

namespace doorward::inline failsafe {

struct RestingStrike {
  std::string door;
  GpioLineConfig line;
  bool energised = false;  // At rest.

  friend bool operator==(const RestingStrike&, const RestingStrike&) = default;
};

// Keeps them in `file` for whoever rests them after this process. Call it before a line is opened.
Status KeepForRest(const std::filesystem::path& file, const std::vector<RestingStrike>& strikes);

// What KeepForRest() kept. kNotFound: no daemon got so far.
Result<std::vector<RestingStrike>> ReadForRest(const std::filesystem::path& file);

// Tries all of them; the error names each that failed, such as one that a running daemon holds.
Status RestStrikes(const std::vector<RestingStrike>& strikes);

}  // namespace doorward::inline failsafe
