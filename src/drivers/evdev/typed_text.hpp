// Collects what is typed into items. Pure: no device and no clock.
//
// Dropped wholly, and counted once each: an item that is too long, one with a key that types nothing,
// one that stays without its end for kPatience, and the rest of one of which events were lost.
//
// Thread-safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/time.hpp"

namespace doorward::inline drivers {

class TypedText {
 public:
  static constexpr Milliseconds kPatience{2000};

  explicit TypedText(std::size_t max_item_bytes) : max_item_bytes_(max_item_bytes) {}

  // Takes a key that typed `text`. REQUIRES: `now` never goes back, here and below.
  void Add(std::string_view text, SteadyTime now);

  // Takes a key that ends an item, and returns the item: 1 to max_item_bytes bytes. An end without an
  // item is none: many devices send two.
  std::optional<std::string> End(SteadyTime now);

  // What stands unfinished, and what follows up to the next end, makes no item.
  void Spoil(SteadyTime now);

  // Drops what has waited too long.
  void Expire(SteadyTime now);

  std::uint64_t dropped() const { return dropped_; }

 private:
  void Reset();

  const std::size_t max_item_bytes_;
  std::string pending_;
  bool spoilt_ = false;
  SteadyTime last_key_at_;
  std::uint64_t dropped_ = 0;
};

}  // namespace doorward::inline drivers
