// The two kinds of time, and how wall time is written.
//
// Steady time measures everything that lasts: releases, holds, timeouts, delays. Wall time is for
// schedules, stamps and ages only; it can jump, and be wrong.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "doorward/core/result.hpp"

namespace doorward::inline core {

using Milliseconds = std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::sys_time<Milliseconds>;  // UTC, leap seconds ignored, as POSIX.

// Whether wall time can be believed. It is unsure while it stands before a moment that is known to
// have passed (the time floor: see Clock). Time-limited rights are refused meanwhile.
enum class ClockTrust { kTrusted, kUnsure };

// "2026-11-23T00:01:07.412Z". Always UTC with three decimals.
std::string FormatTime(WallTime time);

// Reads RFC 3339 with an offset or Z and up to nine decimals (cut to milliseconds), years 1970 to
// 9999. kInvalidArgument for all else.
Result<WallTime> ParseTime(std::string_view text);

}  // namespace doorward::inline core
