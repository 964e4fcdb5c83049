// A closed list and its words, once: a table in the header of its enum, which serves both ways. Whatever a
// page or a program lists comes from it (`doorctl schema`).

#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>
#include <type_traits>

#include "doorward/core/check.hpp"

namespace doorward::inline core {

// A table's rows may be of another type that has these three.
template <typename Enum>
struct Named {
  Enum value;
  std::string_view name;
  std::string_view meaning = {};  // A sentence for people.
};

// REQUIRES: `value` is in `table`.
template <typename Row, std::size_t kSize, typename Enum>
constexpr std::string_view NameIn(const Row (&table)[kSize], Enum value) {
  for (const auto& entry : table) {
    if (entry.value == value) return entry.name;
  }
  DW_UNREACHABLE();
}

template <typename Row, std::size_t kSize>
constexpr auto ValueIn(const Row (&table)[kSize], std::string_view name)
    -> std::optional<decltype(table[0].value)> {
  for (const auto& entry : table) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

template <typename Row, std::size_t kSize>
constexpr auto ValuesOf(const Row (&table)[kSize]) {
  std::array<decltype(table[0].value), kSize> values{};
  for (std::size_t i = 0; i < kSize; ++i) values[i] = table[i].value;
  return values;
}

// Whether an enumerator has this value. The compilers write one as "Reason::kOk", and a number that has
// no name as "(Reason)31".
template <auto kValue>
consteval bool IsEnumerator() {
  return std::string_view(__PRETTY_FUNCTION__).find("= (") == std::string_view::npos;
}

// Whether `kTable` has a row for each enumerator, in their order. For enums that count from 0.
template <auto& kTable>
consteval bool Covers() {
  using Enum = std::remove_const_t<decltype(kTable[0].value)>;
  for (std::size_t i = 0; i < std::size(kTable); ++i) {
    if (static_cast<std::size_t>(kTable[i].value) != i) return false;
  }
  return !IsEnumerator<static_cast<Enum>(std::size(kTable))>();
}

}  // namespace doorward::inline core
