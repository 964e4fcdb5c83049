// What a reader's answers to POLL and LSTAT mean as events. Pure.
//
// Thread-safety: none.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

class OsdpEvents {
 public:
  // `tampered`: what was told last of the tamper contact.
  explicit OsdpEvents(bool tampered) : tampered_(tampered) {}

  // Takes a reply: its code and data, decrypted. What is not well-formed, or no event, is dropped; the
  // former is counted.
  void Take(ByteView reply);

  std::optional<ReaderEvent> Next();

  // Throws away cards and keys that wait. The tamper contact stays told.
  void DropCardsAndKeys();

  // How many cards and keys were dropped for not being well-formed.
  std::uint64_t dropped() const { return dropped_; }

 private:
  void TakeRawCard(ByteView data);
  void TakeFormattedCard(ByteView data);
  void TakeKeys(ByteView data);
  void TakeLocalStatus(ByteView data);
  void Add(std::optional<CardRead> card);

  std::deque<ReaderEvent> events_;  // Of one reply, mostly: what it can hold is its bound.
  bool tampered_;                   // As told.
  std::uint64_t dropped_ = 0;
};

}  // namespace doorward::inline drivers
