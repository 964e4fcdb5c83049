// Strong string ids, so that a door's id cannot be passed where a person's is meant.

#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "doorward/core/result.hpp"

namespace doorward::inline core {

template <typename Tag>
class Id {
 public:
  Id() = default;  // Empty: "none".
  explicit Id(std::string value) : value_(std::move(value)) {}

  const std::string& str() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string value_;
};

using PersonId = Id<struct PersonTag>;
using PermissionId = Id<struct PermissionTag>;
using HolidayId = Id<struct HolidayTag>;
using DoorId = Id<struct DoorTag>;
using ReaderId = Id<struct ReaderTag>;

// Whether `text` can be the id of anything: 1 to 64 of A-Z a-z 0-9 _ - . : @
bool IsValidId(std::string_view text);

// Whether `text` can name this terminal or a group in a topic: 1 to 64 of A-Z a-z 0-9 _ -
bool IsValidTopicName(std::string_view text);

}  // namespace doorward::inline core

template <typename Tag>
struct std::hash<doorward::Id<Tag>> {
  std::size_t operator()(const doorward::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};
