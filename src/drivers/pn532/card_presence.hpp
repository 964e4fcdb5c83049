// Tells when a card has come, from polls that see it or not. Pure. Thread-safety: none.

#pragma once

#include <optional>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {

class CardPresence {
 public:
  // A card that answers badly at the edge of the field misses a poll or two; one that was not seen so
  // often in a row has left.
  static constexpr int kMissesUntilGone = 3;

  // Notes what one poll saw; nullopt: no card. Returns whether that card has just come.
  bool Comes(const std::optional<Bytes>& uid) {
    if (!uid) {
      if (++misses_ >= kMissesUntilGone) present_.reset();
      return false;
    }
    misses_ = 0;
    return std::exchange(present_, uid) != uid;
  }

  bool is_there() const { return present_.has_value(); }

 private:
  std::optional<Bytes> present_;
  int misses_ = 0;
};

}  // namespace doorward::inline drivers
