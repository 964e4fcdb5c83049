// The order in which rules decide, and what a judgement can say beside granted and denied.

#include "doorward/rules/judge.hpp"

#include <gtest/gtest.h>

namespace doorward::judge_test {

using Outcome = Judgement::Outcome;

const DoorId kDoor("main");
const ReaderId kPad("pad");
const PersonId kAna("ana");
const Moment kNow{.wall = *ParseTime("2026-11-23T08:00:00Z"),
                  .clock = ClockTrust::kTrusted,
                  .steady = SteadyTime() + std::chrono::hours(1)};

RightsBook Book() {
  RightsBook book;
  book.permissions[PermissionId("always")] = {
      .id = PermissionId("always"), .doors = {kDoor}, .when = AlwaysSchedule()};
  return book;
}

class JudgeTest : public testing::Test {
 protected:
  JudgeTest() { site_.doors[kDoor] = {}; }

  DoorNow& door() { return site_.doors[kDoor]; }
  void Ask(const char* factors) {
    door().factors = {{.when = AlwaysSchedule(), .require = *FactorPolicy::Parse(factors)}};
  }

  static Claim Known(Factor factor, const PersonId& person = kAna) {
    return {.who = {.factor = factor,
                    .person = PersonRights{.id = person, .permissions = {PermissionId("always")}}},
            .reader = kPad,
            .door = kDoor};
  }
  static Claim Doubted(Factor factor, Reason doubt) {
    return {.who = {.factor = factor, .doubt = doubt}, .reader = kPad, .door = kDoor};
  }

  Judgement Of(const Claim& claim) const { return Judge(claim, site_, book_, kNow); }
  // Judged, and its changes taken over.
  Judgement Take(const Claim& claim) {
    Judgement judgement = Of(claim);
    site_.Apply(judgement.changes, kNow.steady);
    return judgement;
  }
  void LockPinsOut() {
    while (Take(Doubted(Factor::kPin, Reason::kWrongPin)).verdict.reason == Reason::kWrongPin) {
    }
  }

  void ExpectDenied(const Claim& claim, Reason reason) const {
    const Judgement judgement = Of(claim);
    EXPECT_EQ(judgement.outcome, Outcome::kDenied);
    EXPECT_FALSE(judgement.verdict.granted);
    EXPECT_EQ(ReasonName(judgement.verdict.reason), ReasonName(reason));
  }

  SiteState site_;
  const RightsBook book_ = Book();
};

TEST_F(JudgeTest, WhoIsKnownAndHasTheRightPasses) {
  const Judgement judgement = Of(Known(Factor::kCard));
  EXPECT_EQ(judgement.outcome, Outcome::kGranted);
  EXPECT_EQ(judgement.verdict, (Verdict{.granted = true, .reason = Reason::kOk}));
  EXPECT_EQ(judgement.person, kAna);
  EXPECT_TRUE(judgement.changes.empty());
}

TEST_F(JudgeTest, RulesAreAskedInOneOrder) {
  std::vector<std::string_view> names;
  for (const Rule& rule : AllRules()) names.push_back(rule.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"free_mode", "wrong_pins", "known", "proven_card",
                                                  "access_rights", "right_pin", "factors"}));
}

// Each case breaks a later rule too: the earlier one must be what is told.
TEST_F(JudgeTest, TheFirstRuleThatDecidesIsTold) {
  Claim claim = Known(Factor::kCard);
  claim.who.proof = Proof::kFailed;
  claim.who.person->permissions.clear();
  door().mode = DoorMode::kLockdown;
  Ask("pin");
  claim.who.doubt = Reason::kUnknownCredential;
  ExpectDenied(claim, Reason::kUnknownCredential);
  claim.who.doubt.reset();
  ExpectDenied(claim, Reason::kCardNotAuthenticated);
  claim.who.proof = Proof::kGiven;
  ExpectDenied(claim, Reason::kLockdown);
  door().mode = DoorMode::kNormal;
  ExpectDenied(claim, Reason::kNoPermission);
  claim.who.person->permissions = {PermissionId("always")};
  ExpectDenied(claim, Reason::kFactorNotAccepted);
}

TEST_F(JudgeTest, AFreeDoorAsksNothing) {
  door().mode = DoorMode::kFree;
  for (const Claim& claim : {Known(Factor::kCard), Doubted(Factor::kPin, Reason::kWrongPin),
                             Doubted(Factor::kFace, Reason::kFaceQuality)}) {
    const Judgement judgement = Of(claim);
    EXPECT_EQ(judgement.outcome, Outcome::kGranted);
    EXPECT_EQ(judgement.verdict.reason, Reason::kFreeMode);
    EXPECT_TRUE(judgement.changes.empty()) << "a wrong PIN there is no guess";
  }
}

TEST_F(JudgeTest, NobodyIsToldWhosePinItWasWhileItIsLockedOut) {
  LockPinsOut();
  const Judgement judgement = Of(Known(Factor::kPin));
  EXPECT_EQ(judgement.verdict.reason, Reason::kLockedOut);
  EXPECT_EQ(judgement.person, PersonId());
  EXPECT_EQ(Of(Known(Factor::kCard)).outcome, Outcome::kGranted);
}

TEST_F(JudgeTest, TheTryThatBeginsALockoutRaisesItsAlarm) {
  std::vector<std::optional<Event>> alarms;
  for (int i = 0; i < 6; ++i) {
    alarms.push_back(Take(Doubted(Factor::kPin, Reason::kWrongPin)).verdict.alarm);
  }
  std::erase(alarms, std::nullopt);
  EXPECT_EQ(alarms, (std::vector<std::optional<Event>>{Event::kPinLockout}));
}

TEST_F(JudgeTest, WhileAnAttemptIsOpenOnlyThatPersonsPinIsRight) {
  Ask("card+pin");
  Claim claim = Known(Factor::kPin, PersonId("ben"));
  claim.claimed = kAna;
  claim.shown = Factor::kCard;
  const Judgement judgement = Of(claim);
  EXPECT_EQ(judgement.verdict.reason, Reason::kWrongPin);
  EXPECT_EQ(judgement.person, PersonId());
  EXPECT_FALSE(judgement.changes.empty());
  claim.who.person->id = kAna;
  EXPECT_EQ(Of(claim).outcome, Outcome::kGranted);
}

TEST_F(JudgeTest, OneRightPinTakesAWrongTryBack) {
  Take(Doubted(Factor::kPin, Reason::kWrongPin));
  EXPECT_FALSE(Take(Known(Factor::kPin)).changes.empty());
  EXPECT_TRUE(Of(Known(Factor::kPin)).changes.empty());
}

TEST_F(JudgeTest, WhatIsMissingIsWanted) {
  Ask("card+pin+face");
  Claim claim = Known(Factor::kCard);
  Judgement judgement = Of(claim);
  EXPECT_EQ(judgement.outcome, Outcome::kWaits);
  EXPECT_EQ(judgement.wants.factors, FactorSet(Factor::kPin).With(Factor::kFace));
  claim = Known(Factor::kPin);
  claim.claimed = kAna;
  claim.shown = Factor::kCard;
  EXPECT_EQ(Of(claim).wants.factors, FactorSet(Factor::kFace));
  claim.claimed = PersonId("ben");  // What another has shown does not count.
  ExpectDenied(claim, Reason::kWrongPin);
}

TEST_F(JudgeTest, WhatNoRuleGrantsIsRefused) {
  const Judgement judgement = Judge(Known(Factor::kCard), site_, book_, kNow, {});
  EXPECT_EQ(judgement.outcome, Outcome::kDenied);
  EXPECT_EQ(judgement.verdict.reason, Reason::kNoPermission);
}

// As online verification will: somebody else is asked, whatever the other rules say.
bool AskLater(const Question&, Judgement& judgement) {
  judgement.wants.later_verdict = true;
  return false;
}

// As a duress PIN will: it opens, and calls for help.
bool Silently(const Question&, Judgement& judgement) {
  judgement.verdict.alarm = Event::kPinLockout;
  return false;
}

TEST_F(JudgeTest, AVerdictCanComeLater) {
  std::vector<Rule> rules = {{"ask", AskLater}};
  rules.insert(rules.end(), AllRules().begin(), AllRules().end());
  const Judgement judgement = Judge(Known(Factor::kCard), site_, book_, kNow, rules);
  EXPECT_EQ(judgement.outcome, Outcome::kWaits);
  EXPECT_TRUE(judgement.wants.later_verdict);
  EXPECT_TRUE(judgement.wants.factors.empty());
  EXPECT_EQ(
      Judge(Doubted(Factor::kQr, Reason::kUnknownCredential), site_, book_, kNow, rules).outcome,
      Outcome::kDenied);
}

TEST_F(JudgeTest, AGrantCanBeSilentlyAlarmed) {
  std::vector<Rule> rules = {{"silently", Silently}};
  rules.insert(rules.end(), AllRules().begin(), AllRules().end());
  const Judgement judgement = Judge(Known(Factor::kCard), site_, book_, kNow, rules);
  EXPECT_EQ(judgement.outcome, Outcome::kGranted);
  EXPECT_EQ(judgement.verdict.alarm, Event::kPinLockout);
}

TEST_F(JudgeTest, ACommandOpensAllButALockedDownDoor) {
  EXPECT_EQ(JudgeCommand(door()), (Verdict{.granted = true, .reason = Reason::kCommand}));
  door().mode = DoorMode::kFree;
  EXPECT_TRUE(JudgeCommand(door()).granted);
  door().mode = DoorMode::kLockdown;
  EXPECT_EQ(JudgeCommand(door()), (Verdict{.granted = false, .reason = Reason::kLockdown}));
}

}  // namespace doorward::judge_test
