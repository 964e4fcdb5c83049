// Secrets inside addresses: "rtsp://user:password@camera/1?token=…".
//
// Whatever shows an address (status, log, errors, config.get) shows it masked.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace doorward::inline core {

inline constexpr std::string_view kMask = "***";

// `text` with each password of an address in it replaced by the mask: what stands between a user and
// an @, and what is given to a parameter that is called as a secret is. What is no address stays.
std::string MaskAddress(std::string_view text);

// Why an address with a user and password in it can never connect, and how to write it; nullopt if it
// can. A password's own # / ? @ and space must be escaped: elsewhere they end the password.
std::optional<std::string> FaultOfAddress(std::string_view address);

// `text` with everything escaped that means something within an address: "p#1" is "p%231".
std::string EscapeForAddress(std::string_view text);

}  // namespace doorward::inline core
