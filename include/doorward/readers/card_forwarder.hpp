// Tells the cards that are shown at a door to an access panel behind the terminal.
//
// It never holds up the door: cards wait in a short queue for a thread of their own, "wiegand:<door>",
// and are lost when the queue is full, when the output is away, or after 2 s: a panel must not
// open for somebody who has left. A number that does not fit the output's format is not sent; such
// cards are counted, and the log tells once.
//
// The state of the output is in the health, under the thread's name.
//
// Thread-safety: Take() may be called from any thread. Blocking: none.

#pragma once

#include <atomic>
#include <string>

#include "doorward/core/bounded_queue.hpp"
#include "doorward/hal/card_output.hpp"
#include "doorward/readers/reader_workers.hpp"

namespace doorward::inline readers {

enum class ForwardedCards { kGranted, kAll };

class CardForwarder {
 public:
  static constexpr std::size_t kQueueLength = 8;
  static constexpr Milliseconds kMaxAge{2'000};

  // `health` and `clock` outlive it.
  CardForwarder(DoorId door, ForwardedCards which, OpenDevice<CardOutput> open, Health& health,
                const Clock& clock);

  // Queues a card (see OnCard of the access controller), if it is of this door and to be told.
  void Take(const DoorId& door, std::string_view uid, bool granted);

  // Cards whose number did not fit.
  std::uint64_t unfit() const { return unfit_; }

 private:
  struct Shown {
    Bytes uid;
    SteadyTime at;
  };

  Result<bool> SendNext(CardOutput& output);

  const DoorId door_;
  const ForwardedCards which_;
  const std::string name_;
  const Clock& clock_;
  BoundedQueue<Shown> queue_{kQueueLength};
  std::atomic<std::uint64_t> unfit_ = 0;
  Worker worker_;
};

}  // namespace doorward::inline readers
