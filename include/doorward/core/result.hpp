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

namespace doorward::inline core {

// Coarse on purpose. Add a code only when some caller would act differently on it. The names on
// the wire are in ErrorCodeName().
enum class ErrorCode {
  kInvalidArgument,  // The request is wrong and will stay wrong.
  kNotFound,
  kAlreadyExists,
  kPermissionDenied,
  kExpired,      // The request came too late to be carried out.
  kUnsupported,  // This terminal does not do that.
  kUnavailable,  // The device or peer is away. Retrying later may work.
  kTimeout,
  kResourceExhausted,  // A queue, a table or the disk is full.
  kDataLoss,           // Stored data failed its checks.
  kInternal,           // A bug in Doorward.
};

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
