// How Doorward reports failure.
//
// A function that can fail for a reason outside the program (a device, the disk, the network,
// someone's input) returns Status or Result<T>. Nothing here throws. A broken invariant is a
// bug: DW_CHECK it (core/check.hpp) instead.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>  // std::expected's names, until C++23 is everywhere we build.
#include <utility>

#include "doorward/core/names.hpp"

namespace doorward::inline core {

// Coarse on purpose. Add a code only when some caller would act differently on it.
enum class ErrorCode {
  kInvalidArgument,
  kNotFound,
  kAlreadyExists,
  kPermissionDenied,
  kExpired,
  kUnsupported,
  kUnavailable,
  kTimeout,
  kResourceExhausted,
  kDataLoss,
  kInternal,
};
// What is said of a request that failed so.
inline constexpr Named<ErrorCode> kErrorCodes[] = {
    {ErrorCode::kInvalidArgument, "invalid_argument", "It is wrong, and will stay wrong."},
    {ErrorCode::kNotFound, "not_found", "It names something that is not there."},
    {ErrorCode::kAlreadyExists, "already_exists",
     "It would give one person's credential or face to another."},
    {ErrorCode::kPermissionDenied, "permission_denied",
     "It is not for this sender, or not now: no door is released in lockdown."},
    {ErrorCode::kExpired, "expired", "It came too late to be carried out."},
    {ErrorCode::kUnsupported, "unsupported", "It is not something that this terminal does."},
    {ErrorCode::kUnavailable, "unavailable",
     "It needs a part that is away; also: its outcome is not known, or it holds until the next "
     "start only, since the disk is of no use: send it again, under another id, once that is "
     "mended."},
    {ErrorCode::kTimeout, "timeout", "It took too long and was given up."},
    {ErrorCode::kResourceExhausted, "resource_exhausted",
     "It found a queue, a table or the disk full, or its reply would be too long."},
    {ErrorCode::kDataLoss, "data_loss", "It met stored data that failed its checks."},
    {ErrorCode::kInternal, "internal", "It met a bug in Doorward."},
};
static_assert(Covers<kErrorCodes>());

// The protocol's word for `code`, such as "invalid_argument".
std::string_view ErrorCodeName(ErrorCode code);
std::optional<ErrorCode> ErrorCodeFromName(std::string_view name);

struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;    // For people: what was tried and why it failed. No personal data.
  std::string path = {};  // Where in the caller's document, such as "people[3].name"; may be empty.

  // This error with "doing: " in front of its message.
  Error While(std::string_view doing) const;

  // "path: message", or the message alone.
  std::string Text() const;

  friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

// Builds the failure half of any Result: `return Fail(ErrorCode::kNotFound, "no such door");`
inline tl::unexpected<Error> Fail(ErrorCode code, std::string message, std::string path = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(path)});
}
inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace doorward::inline core

#define DW_RESULT_CONCAT_(a, b) a##b
#define DW_RESULT_NAME_(a, b) DW_RESULT_CONCAT_(a, b)

// Evaluates a Status or Result; returns its error from the enclosing function.
#define DW_TRY(expression)                                   \
  do {                                                       \
    if (auto dw_status = (expression); !dw_status) {         \
      return ::doorward::Fail(std::move(dw_status).error()); \
    }                                                        \
  } while (false)

// `DW_TRY_ASSIGN(auto chip, GpioChip::Open(path));`
#define DW_TRY_ASSIGN(target, expression) \
  DW_TRY_ASSIGN_(DW_RESULT_NAME_(dw_result_, __LINE__), target, expression)
#define DW_TRY_ASSIGN_(name, target, expression)               \
  auto name = (expression);                                    \
  if (!name) return ::doorward::Fail(std::move(name).error()); \
  target = std::move(*name)
