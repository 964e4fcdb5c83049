#include "doorward/core/address.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace doorward::inline core {
namespace {

constexpr std::string_view kScheme = "://";

bool IsSecretName(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kWords = {"pass", "pwd",    "psw", "token",
                                                             "auth", "secret", "key", "sig"};
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// "a=1&password=x" with what secrets are given masked.
std::string MaskParameters(std::string_view text) {
  std::string masked;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("&;?"), text.size());
    const std::string_view one = text.substr(0, end);
    const std::size_t equals = one.find('=');
    if (equals != std::string_view::npos && IsSecretName(one.substr(0, equals))) {
      masked.append(one.substr(0, equals + 1)).append(kMask);
    } else {
      masked.append(one);
    }
    if (end < text.size()) masked += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return masked;
}

}  // namespace

std::string MaskAddress(std::string_view text) {
  const std::size_t scheme = text.find(kScheme);
  if (scheme == std::string_view::npos) return std::string(text);
  const std::size_t begin = scheme + kScheme.size();
  std::string masked(text.substr(0, begin));
  std::string_view rest = text.substr(begin);
  // The last @: in an address that is written wrongly the password may have one, or a / before it.
  const std::size_t at = rest.rfind('@');
  const std::size_t colon = rest.find(':');
  if (at != std::string_view::npos && colon < at) {
    masked.append(rest.substr(0, colon + 1)).append(kMask);
    rest.remove_prefix(at);
  }
  const std::size_t query = std::min(rest.find_first_of("?;&"), rest.size());
  masked.append(rest.substr(0, query));
  return masked + MaskParameters(rest.substr(query));
}

std::optional<std::string> FaultOfAddress(std::string_view address) {
  const std::size_t scheme = address.find(kScheme);
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::string_view rest = address.substr(scheme + kScheme.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view host = authority.substr(authority.rfind('@') + 1);
  const std::size_t colon = host.find_last_of(':');
  const bool has_port = colon != std::string_view::npos && !host.ends_with(']');
  const bool good_port =
      !has_port || std::ranges::all_of(host.substr(colon + 1),
                                       [](unsigned char c) { return std::isdigit(c) != 0; });
  const bool cut_short =
      !good_port && rest.substr(authority.size()).find('@') != std::string_view::npos;
  const bool two = std::ranges::count(authority, '@') > 1;
  if (!cut_short && !two && address.find(' ') == std::string_view::npos) return std::nullopt;
  return "cannot connect: a password within an address is written with %23 for #, %2F for /, %3F "
         "for "
         "?, %40 for @, %25 for % and %20 for a space, or better stands in a password_file";
}

std::string EscapeForAddress(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) {
      escaped += c;
    } else {
      escaped += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
  return escaped;
}

}  // namespace doorward::inline core
