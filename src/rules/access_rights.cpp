#include "rules/rules.hpp"

namespace doorward::inline rules {

bool AccessRights(const Question& question, Judgement& judgement) {
  const Verdict verdict = Decide(*question.claim.who.person, question.book,
                                 {.door = question.claim.door,
                                  .mode = question.door.mode,
                                  .now = question.now.wall,
                                  .clock = question.now.clock});
  return !verdict.granted && Deny(judgement, verdict.reason);
}

}  // namespace doorward::inline rules
