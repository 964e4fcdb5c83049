#include "rules/rules.hpp"

namespace doorward::inline rules {

bool Known(const Question& question, Judgement& judgement) {
  const Identification& who = question.claim.who;
  if (who.doubt) return Deny(judgement, *who.doubt);
  return !who.person && Deny(judgement, Reason::kUnknownCredential);
}

bool ProvenCard(const Question& question, Judgement& judgement) {
  const Identification& who = question.claim.who;
  if (who.factor != Factor::kCard || who.proof == Proof::kGiven) return false;
  const bool is_asked = question.door.authenticated_cards || who.proof == Proof::kFailed;
  return is_asked && Deny(judgement, Reason::kCardNotAuthenticated);
}

}  // namespace doorward::inline rules
