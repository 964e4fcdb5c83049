// What is held to each reader now: a card or a code counts once for as long as it stays there, whatever
// the device behind the reader repeats.
//
// An item is new if its reader did not see it for ReaderConfig::repeat_after; each sighting begins that
// time anew, so that a card left at a reader never counts again. The time in which a reader was away is
// no absence. A card that failed to prove itself and then does is another item. PINs, fingers and faces
// are always new: a PIN typed twice is two tries.
//
// Remembers the last kRemembered items of a reader. Goes by the steady time of the sightings.
// Thread-safety: every method may be called from any thread.

#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "doorward/core/mutex.hpp"
#include "doorward/door/door_config.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline door {

class Presences {
 public:
  static constexpr std::size_t kRemembered = 16;

  explicit Presences(const std::vector<ReaderConfig>& readers);

  // Notes the sighting. Returns whether a presence begins. REQUIRES: it is one of the readers.
  bool Begins(const Presentation& presentation) DW_EXCLUDES(mutex_);

  // Nobody took it: the next sighting is new again.
  void Forget(const Presentation& presentation) DW_EXCLUDES(mutex_);

  // The reader is back: what lay there when it was last heard of may lie there still.
  void OnReaderBack(const ReaderId& reader, SteadyTime now) DW_EXCLUDES(mutex_);

 private:
  struct Seen {
    std::string item;
    SteadyTime at;
  };
  struct AtReader {
    Milliseconds gap{0};
    std::deque<Seen> seen;  // The last seen at the end.
  };

  Mutex mutex_;
  std::map<ReaderId, AtReader> readers_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline door
