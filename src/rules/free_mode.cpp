#include "rules/rules.hpp"

namespace doorward::inline rules {

bool FreeMode(const Question& question, Judgement& judgement) {
  if (question.door.mode != DoorMode::kFree) return false;
  judgement.outcome = Judgement::Outcome::kGranted;
  judgement.verdict = {.granted = true, .reason = Reason::kFreeMode};
  return true;
}

}  // namespace doorward::inline rules
