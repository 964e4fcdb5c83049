// Checks for what cannot happen unless Doorward itself is wrong. They stay on in every build:
// a terminal that has lost its footing must stop (the service manager then drives the strikes to
// rest) rather than go on deciding.

#pragma once

namespace doorward::inline core {

// Writes the failed condition and its place to stderr and aborts.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace doorward::inline core

#define DW_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::doorward::CheckFailed(#condition, __FILE__, __LINE__))

#define DW_UNREACHABLE() ::doorward::CheckFailed("unreachable", __FILE__, __LINE__)
