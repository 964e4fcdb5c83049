#include "rules/rules.hpp"

namespace doorward::inline rules {

FactorPolicy PolicyOf(const Question& question) {
  return PolicyAt(question.door.factors, question.book.zone, question.now.wall, question.now.clock);
}

bool Factors(const Question& question, Judgement& judgement) {
  const Claim& claim = question.claim;
  const FactorPolicy policy = PolicyOf(question);
  if (!policy.factors().Contains(claim.who.factor)) {
    return Deny(judgement, Reason::kFactorNotAccepted);
  }
  const bool goes_on = claim.who.person->id == claim.claimed;
  const FactorSet shown = (goes_on ? claim.shown : FactorSet()).With(claim.who.factor);
  judgement.verdict.granted = true;
  judgement.verdict.reason = Reason::kOk;
  judgement.outcome = Judgement::Outcome::kGranted;
  if (!policy.IsEnough(shown)) judgement.wants.factors = policy.Wanted(shown);
  return true;
}

}  // namespace doorward::inline rules
