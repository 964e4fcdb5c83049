#include "doorward/rules/judge.hpp"

#include <algorithm>
#include <array>

#include "doorward/core/check.hpp"
#include "rules/rules.hpp"

namespace doorward::inline rules {
namespace {

// The order of decision. Free doors come first, since at them nothing else is asked. Guessing is looked at
// before the PIN counts for anything, so that a right one is not told from a wrong one while it lasts.
constexpr std::array kRules = {
    Rule{"free_mode", FreeMode},
    Rule{"wrong_pins", WrongPins},
    Rule{"known", Known},
    Rule{"proven_card", ProvenCard},
    Rule{"access_rights", AccessRights},
    Rule{"right_pin", RightPin},
    Rule{"factors", Factors},
};

}  // namespace

std::span<const Rule> AllRules() { return kRules; }

bool Deny(Judgement& judgement, Reason reason) {
  judgement.outcome = Judgement::Outcome::kDenied;
  judgement.verdict.granted = false;
  judgement.verdict.reason = reason;
  return true;
}

Judgement Judge(const Claim& claim, const SiteState& site, const RightsBook& book,
                const Moment& now, std::span<const Rule> rules) {
  const auto door = site.doors.find(claim.door);
  DW_CHECK(door != site.doors.end());
  const Question question{
      .claim = claim, .site = site, .door = door->second, .book = book, .now = now};
  Judgement judgement;
  if (claim.who.person) judgement.person = claim.who.person->id;
  const bool decided = std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return rule.decides(question, judgement);
  });
  if (!decided) Deny(judgement, Reason::kNoPermission);  // What no rule grants is refused.
  const bool granted = judgement.outcome == Judgement::Outcome::kGranted;
  if (granted && !judgement.wants.nothing()) judgement.outcome = Judgement::Outcome::kWaits;
  return judgement;
}

Verdict JudgeCommand(const DoorNow& door) {
  if (door.mode == DoorMode::kLockdown) return {.granted = false, .reason = Reason::kLockdown};
  return {.granted = true, .reason = Reason::kCommand};
}

}  // namespace doorward::inline rules
