#include "doorward/core/log.hpp"

#include <map>
#include <string>

namespace doorward {

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

}  // namespace doorward
