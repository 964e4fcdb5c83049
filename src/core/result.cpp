#include "doorward/core/result.hpp"

#include "doorward/core/check.hpp"

namespace doorward {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "invalid_argument";
    case ErrorCode::kNotFound: return "not_found";
    case ErrorCode::kAlreadyExists: return "already_exists";
    case ErrorCode::kPermissionDenied: return "permission_denied";
    case ErrorCode::kExpired: return "expired";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kUnavailable: return "unavailable";
    case ErrorCode::kTimeout: return "timeout";
    case ErrorCode::kResourceExhausted: return "resource_exhausted";
    case ErrorCode::kDataLoss: return "data_loss";
    case ErrorCode::kInternal: return "internal";
  }
  DW_UNREACHABLE();
}

Error Error::While(std::string_view doing) const {
  return {code, std::string(doing) + ": " + message, path};
}

std::string Error::Text() const { return path.empty() ? message : path + ": " + message; }

}  // namespace doorward
