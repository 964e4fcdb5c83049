#include "doorward/core/log.hpp"

#include <map>
#include <string>

#include "doorward/core/printable.hpp"

namespace doorward::inline core {

Status SetLogLevel(std::string_view level) {
  static const std::map<std::string_view, spdlog::level::level_enum> kLevels = {
      {"debug", spdlog::level::debug},
      {"info", spdlog::level::info},
      {"warning", spdlog::level::warn},
      {"error", spdlog::level::err}};
  const auto found = kLevels.find(level);
  if (found == kLevels.end()) {
    return Fail(ErrorCode::kInvalidArgument, "expected one of debug, info, warning, error");
  }
  spdlog::set_level(found->second);
  return {};
}

void SetLogSink(spdlog::sink_ptr sink) {
  const auto level = spdlog::get_level();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("", std::move(sink)));
  spdlog::set_level(level);
}

void WriteLog(spdlog::level::level_enum level, LogPart part, std::string_view text) {
  const auto& sinks = spdlog::default_logger_raw()->sinks();
  const std::string name = Printable(part.name);
  spdlog::logger named(name, sinks.begin(), sinks.end());
  named.set_level(level);
  if (name.empty()) {
    named.log(level, Printable(text));
  } else {
    named.log(level, fmt::format("{}: {}", name, Printable(text)));
  }
}

}  // namespace doorward::inline core
