// May they? Judges what somebody has shown at a door: a pure function of who they are, the state of the
// site, and the moment. The rules are asked in the order of one table (judge.cpp); the first that decides
// ends it.
//
// Thread-safety: functions of their arguments alone.

#pragma once

#include <span>
#include <vector>

#include "doorward/domain/access_policy.hpp"
#include "doorward/domain/identification.hpp"
#include "doorward/rules/site_state.hpp"

namespace doorward::inline rules {

// Somebody shows something at a reader.
struct Claim {
  Identification who;
  ReaderId reader;
  DoorId door;            // One of the site's.
  PersonId claimed = {};  // Who has an attempt open at this side of the door; empty: nobody.
  FactorSet shown = {};   // What they have shown for it before.
};

struct Moment {
  WallTime wall;
  ClockTrust clock = ClockTrust::kTrusted;
  SteadyTime steady{};
};

// What is still wanted before there is a verdict.
struct Wants {
  FactorSet factors = {};      // Any of these brings it nearer.
  bool later_verdict = false;  // Somebody else is asked, and answers later.
  bool nothing() const { return factors.empty() && !later_verdict; }
};

struct Judgement {
  enum class Outcome { kDenied, kGranted, kWaits };

  Outcome outcome = Outcome::kDenied;
  Verdict verdict;  // With kWaits: as it is but for what is wanted.
  Wants wants = {};
  PersonId person = {};               // Whom it is about; empty: nobody, or it is not told.
  std::vector<RuleRow> changes = {};  // Of what the rules remember; ride with the record.
};

// What a rule looks at.
struct Question {
  const Claim& claim;
  const SiteState& site;
  const DoorNow& door;  // Where the claim is made.
  const RightsBook& book;
  const Moment& now;
};

// One rule. It may write into the judgement; true: it is decided, and no further rule is asked. What is wanted
// still holds a grant back.
struct Rule {
  std::string_view name;
  bool (*decides)(const Question& question, Judgement& judgement);
};

// In the order of decision.
std::span<const Rule> AllRules();

// REQUIRES: claim.door is in `site`.
Judgement Judge(const Claim& claim, const SiteState& site, const RightsBook& book,
                const Moment& now, std::span<const Rule> rules = AllRules());

// Whether somebody with the right to command may let a person through.
Verdict JudgeCommand(const DoorNow& door);

}  // namespace doorward::inline rules
