#include "doorward/core/result.hpp"

#include "doorward/core/names.hpp"

namespace doorward::inline core {
namespace {

constexpr Named<ErrorCode> kCodes[] = {
    {ErrorCode::kInvalidArgument, "invalid_argument"},
    {ErrorCode::kNotFound, "not_found"},
    {ErrorCode::kAlreadyExists, "already_exists"},
    {ErrorCode::kPermissionDenied, "permission_denied"},
    {ErrorCode::kExpired, "expired"},
    {ErrorCode::kUnsupported, "unsupported"},
    {ErrorCode::kUnavailable, "unavailable"},
    {ErrorCode::kTimeout, "timeout"},
    {ErrorCode::kResourceExhausted, "resource_exhausted"},
    {ErrorCode::kDataLoss, "data_loss"},
    {ErrorCode::kInternal, "internal"},
};

}  // namespace

std::string_view ErrorCodeName(ErrorCode code) { return NameIn(kCodes, code); }
std::optional<ErrorCode> ErrorCodeFromName(std::string_view name) { return ValueIn(kCodes, name); }

Error Error::While(std::string_view doing) const {
  return {code, std::string(doing) + ": " + message, path};
}

std::string Error::Text() const { return path.empty() ? message : path + ": " + message; }

}  // namespace doorward::inline core
