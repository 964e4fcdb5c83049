// Lines that are not there yet.
//
// A chip that is missing, or a line that somebody else holds, must not keep the terminal from
// starting: its other doors work. The access thread goes on asking, and such a line is opened once it
// can be, at most every kRetry.
//
// Thread-safety, blocking, errors: as hal/lines.hpp; while the line is away, the error of opening it.

#pragma once

#include <functional>
#include <memory>

#include "doorward/hal/lines.hpp"

namespace doorward::inline app {

using OpenOutput = std::function<Result<std::unique_ptr<OutputLine>>(Level initial)>;
using OpenInput = std::function<Result<std::unique_ptr<InputLine>>()>;

// The line itself if it can be opened, else one that is opened later; then `problem` says why.
std::unique_ptr<OutputLine> OpenOrRetry(OpenOutput open, Level initial, Status& problem);
std::unique_ptr<InputLine> OpenOrRetry(OpenInput open, Status& problem);

}  // namespace doorward::inline app
