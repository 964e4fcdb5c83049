#include "doorward/core/result.hpp"

namespace doorward::inline core {

std::string_view ErrorCodeName(ErrorCode code) { return NameIn(kErrorCodes, code); }
std::optional<ErrorCode> ErrorCodeFromName(std::string_view name) {
  return ValueIn(kErrorCodes, name);
}

Error Error::While(std::string_view doing) const {
  return {code, std::string(doing) + ": " + message, path};
}

std::string Error::Text() const { return path.empty() ? message : path + ": " + message; }

}  // namespace doorward::inline core
