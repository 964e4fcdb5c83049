// Whose turn it is among the callers of the router.
//
// Thread-safety: any thread.

#pragma once

#include <cstdint>
#include <deque>

#include "doorward/core/mutex.hpp"

namespace doorward::inline commands {

// Lets callers through one at a time, in the order in which they came: a transport that is busy
// without end must not keep another one out, as a mutex may. Doors go first.
class TurnQueue {
 public:
  enum class Rank { kDoor, kOther };

  void Enter(Rank rank) {
    MutexLock lock(mutex_);
    const std::uint64_t ticket = ++last_;
    (rank == Rank::kDoor ? doors_ : others_).push_back(ticket);
    if (serving_ == 0) ServeNext();
    while (serving_ != ticket) changed_.Wait(mutex_);
  }
  void Leave() {
    {
      MutexLock lock(mutex_);
      ServeNext();
    }
    changed_.NotifyAll();
  }

 private:
  void ServeNext() DW_REQUIRES(mutex_) {
    std::deque<std::uint64_t>& line = doors_.empty() ? others_ : doors_;
    serving_ = line.empty() ? 0 : line.front();
    if (!line.empty()) line.pop_front();
  }

  Mutex mutex_;
  CondVar changed_;
  std::deque<std::uint64_t> doors_ DW_GUARDED_BY(mutex_);
  std::deque<std::uint64_t> others_ DW_GUARDED_BY(mutex_);
  std::uint64_t last_ DW_GUARDED_BY(mutex_) = 0;
  std::uint64_t serving_ DW_GUARDED_BY(mutex_) = 0;  // 0: nobody.
};

class Turn {
 public:
  explicit Turn(TurnQueue& queue, TurnQueue::Rank rank = TurnQueue::Rank::kOther) : queue_(queue) {
    queue_.Enter(rank);
  }
  ~Turn() { queue_.Leave(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  TurnQueue& queue_;
};

}  // namespace doorward::inline commands
