// How often an attempt has begun to wait for a face, by side of a door. A camera that sees the number
// rise reports whoever stands before it anew: they may have been there before they showed the card.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <atomic>
#include <map>
#include <span>

#include "door/open_attempts.hpp"

namespace doorward::inline door {

class FaceRequests {
 public:
  explicit FaceRequests(std::span<const ReaderConfig> readers) {
    for (const ReaderConfig& reader : readers) counts_[SideOf(reader)] = 0;
  }

  // REQUIRES for both: `side` has a reader.
  void Add(const DoorSide& side) { ++counts_.at(side); }
  std::uint64_t Count(const DoorSide& side) const { return counts_.at(side); }

 private:
  std::map<DoorSide, std::atomic<std::uint64_t>> counts_;  // Its keys never change.
};

}  // namespace doorward::inline door
