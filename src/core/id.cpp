#include "doorward/core/id.hpp"

#include <algorithm>

namespace doorward::inline core {
namespace {

constexpr std::size_t kMaxIdBytes = 64;

bool IsLetterOrDigit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool ConsistsOf(std::string_view text, std::string_view also) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return IsLetterOrDigit(c) || also.find(c) != std::string_view::npos;
         });
}

}  // namespace

bool IsValidId(std::string_view text) { return ConsistsOf(text, "_-.:@"); }

bool IsValidTopicName(std::string_view text) { return ConsistsOf(text, "_-"); }

}  // namespace doorward::inline core
