// A closed list and its words: one table serves both ways.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "doorward/core/check.hpp"

namespace doorward::inline core {

template <typename Enum>
struct Named {
  Enum value;
  std::string_view name;
};

// REQUIRES: `value` is in `table`.
template <typename Enum, std::size_t kSize>
std::string_view NameIn(const Named<Enum> (&table)[kSize], Enum value) {
  for (const auto& entry : table) {
    if (entry.value == value) return entry.name;
  }
  DW_UNREACHABLE();
}

template <typename Enum, std::size_t kSize>
std::optional<Enum> ValueIn(const Named<Enum> (&table)[kSize], std::string_view name) {
  for (const auto& entry : table) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

template <typename Enum, std::size_t kSize>
constexpr std::array<Enum, kSize> ValuesOf(const Named<Enum> (&table)[kSize]) {
  std::array<Enum, kSize> values{};
  for (std::size_t i = 0; i < kSize; ++i) values[i] = table[i].value;
  return values;
}

}  // namespace doorward::inline core
