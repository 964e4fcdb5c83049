// One log for the program, on standard error (the journal, in the field).
//
// What never goes in: a name, card number, code text, PIN, template, face vector or key. Doors,
// readers, record numbers and error texts may.
//
// Thread-safety: every function may be called from any thread.

#pragma once

#include <spdlog/spdlog.h>

#include <string_view>

#include "doorward/core/result.hpp"

namespace doorward {

// Sets the least level written: "debug", "info", "warning" or "error"; kInvalidArgument for others.
Status SetLogLevel(std::string_view level);

template <typename... Args>
void LogDebug(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::debug(format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogInfo(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::info(format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogWarning(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::warn(format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogError(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::error(format, std::forward<Args>(args)...);
}

}  // namespace doorward
