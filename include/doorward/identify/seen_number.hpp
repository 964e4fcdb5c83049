// Whether the number that a reader gave for a card is one card's own, as far as the reader knows what it gives.
// Errors: kInvalidArgument, with a sentence for people.

#pragma once

#include "doorward/domain/card_number.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline identify {

// Refuses also what may be a random UID: nothing that may be anybody's is enrolled.
inline Status CheckForEnrolment(const CardPresented& card) {
  return card.kind == CardNumberKind::kNumber ? CheckCardNumber(card.uid) : CheckCardUid(card.uid);
}

// Refuses what is nobody's for certain. Where the reader does not know, the office does: it wrote "raw:".
inline Status CheckForPassage(const CardPresented& card) {
  return card.kind == CardNumberKind::kUid ? CheckCardUid(card.uid) : CheckCardNumber(card.uid);
}

}  // namespace doorward::inline identify
