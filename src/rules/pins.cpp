#include <iterator>

#include "rules/rules.hpp"

namespace doorward::inline rules {
namespace {

bool IsRight(const Claim& claim) {
  if (!claim.who.person || claim.who.doubt) return false;
  return claim.claimed.empty() || claim.who.person->id == claim.claimed;
}

void Add(std::vector<RuleRow> changes, Judgement& judgement) {
  std::move(changes.begin(), changes.end(), std::back_inserter(judgement.changes));
}

}  // namespace

bool WrongPins(const Question& question, Judgement& judgement) {
  const Claim& claim = question.claim;
  if (claim.who.factor != Factor::kPin) return false;
  const PinLockouts& pins = question.site.pins;
  const SteadyTime now = question.now.steady;
  if (pins.IsLockedOut(claim.reader, claim.claimed, now)) {
    judgement.person = {};
    return Deny(judgement, Reason::kLockedOut);
  }
  if (IsRight(claim)) return false;
  PinLockouts::WrongTry wrong = pins.Wrong(claim.reader, claim.claimed, now);
  Add(std::move(wrong.changes), judgement);
  if (wrong.begins_lockout) judgement.verdict.alarm = Event::kPinLockout;
  judgement.person = {};
  return Deny(judgement, Reason::kWrongPin);
}

bool RightPin(const Question& question, Judgement& judgement) {
  const Claim& claim = question.claim;
  if (claim.who.factor == Factor::kPin && PolicyOf(question).factors().Contains(Factor::kPin)) {
    Add(question.site.pins.Right(claim.reader, claim.who.person->id, question.now.steady),
        judgement);
  }
  return false;
}

}  // namespace doorward::inline rules
