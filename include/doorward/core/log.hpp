// One log for the program, on standard error (the journal, in the field).
//
// What never goes in: a name, card number, code text, PIN, template, face vector or key. Doors,
// readers, record numbers and error texts may.
//
// A line that is about a part of the terminal (a reader, "mqtt", "upload") names it first: the text
// then begins with it, and whoever collects the log can search by it:
//
//   LogWarning(LogPart{reader}, "dropped {} items", dropped);     "nfc: dropped 3 items"
//
// Thread-safety: every function may be called from any thread.

#pragma once

#include <spdlog/spdlog.h>

#include <string_view>

#include "doorward/core/result.hpp"

namespace doorward::inline core {

// Sets the least level written: "debug", "info", "warning" or "error"; kInvalidArgument for others.
Status SetLogLevel(std::string_view level);

// Where lines go from now on, instead of standard output. For main(), before there are threads.
void SetLogSink(spdlog::sink_ptr sink);

// Whom a line is about. Refers to `name`.
struct LogPart {
  std::string_view name;
};

// Writes one line, whatever `text` holds: see printable.hpp. `part` may be empty; sinks find it in the
// message's logger_name.
void WriteLog(spdlog::level::level_enum level, LogPart part, std::string_view text);

template <typename... Args>
void LogAbout(spdlog::level::level_enum level, LogPart part, fmt::format_string<Args...> format,
              Args&&... args) {
  if (spdlog::should_log(level)) {
    WriteLog(level, part, fmt::format(format, std::forward<Args>(args)...));
  }
}

template <typename... Args>
void LogDebug(LogPart part, fmt::format_string<Args...> format, Args&&... args) {
  LogAbout(spdlog::level::debug, part, format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogInfo(LogPart part, fmt::format_string<Args...> format, Args&&... args) {
  LogAbout(spdlog::level::info, part, format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogWarning(LogPart part, fmt::format_string<Args...> format, Args&&... args) {
  LogAbout(spdlog::level::warn, part, format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogError(LogPart part, fmt::format_string<Args...> format, Args&&... args) {
  LogAbout(spdlog::level::err, part, format, std::forward<Args>(args)...);
}

template <typename... Args>
void LogDebug(fmt::format_string<Args...> format, Args&&... args) {
  LogDebug(LogPart{}, format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogInfo(fmt::format_string<Args...> format, Args&&... args) {
  LogInfo(LogPart{}, format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogWarning(fmt::format_string<Args...> format, Args&&... args) {
  LogWarning(LogPart{}, format, std::forward<Args>(args)...);
}
template <typename... Args>
void LogError(fmt::format_string<Args...> format, Args&&... args) {
  LogError(LogPart{}, format, std::forward<Args>(args)...);
}

}  // namespace doorward::inline core
