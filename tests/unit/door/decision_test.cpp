// What is made of each presentation: identified by the matcher, judged by the rules.

#include "doorward/identify/matcher.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "doorward/domain/record.hpp"
#include "doorward/rules/judge.hpp"
#include "fakes/face_numbers.hpp"

namespace doorward::decision_test {

using std::chrono::hours;
using std::chrono::milliseconds;

const SteadyTime kNow = SteadyTime() + hours(1);
const WallTime kMonday8 = WallTime(milliseconds(1'795'420'800'000));  // 2026-11-23T08:00:00Z.
const DoorId kDoor("main");

// A face at `distance` from that of the person with this number.
FaceNumbers FaceAt(std::size_t number, float distance = 0) {
  FaceNumbers face{};
  face[number] = 1.4F;
  face[100 + number % 20] = distance;
  return face;
}

Presentation Card(Bytes uid) { return {.at = kNow, .what = CardPresented{std::move(uid)}}; }
Presentation ProvenCard(Bytes uid, CardProof proof) {
  return {.at = kNow, .what = CardPresented{.uid = std::move(uid), .proof = proof}};
}
Presentation Code(std::string text) { return {.at = kNow, .what = CodePresented{std::move(text)}}; }
Presentation Pin(std::string digits) { return {.at = kNow, .what = PinEntered{std::move(digits)}}; }
Presentation Finger(std::optional<int> slot) {
  FingerPresented finger;
  if (slot) finger.key = KeyOfFinger("simulated", *slot);
  return {.at = kNow, .what = finger};
}

// The staff member's face, seen now at `distance`; `change` spoils it.
Presentation Face(
    float distance, const std::function<void(FacePresented&)>& change = [](FacePresented&) {}) {
  FacePresented face{
      .face = FaceAt(0, distance),
      .match = {.person = PersonId("staff"), .distance = distance, .second_distance = 1.9F},
      .captured_at = kNow};
  change(face);
  return {.at = kNow, .what = face};
}

class DecisionTest : public testing::Test {
 protected:
  static constexpr float kFloor = 0.30F;

  static FalseMatchCurve Curve() {
    return {.points = {{kFloor, 1e-6}, {0.40, 4e-6}, {0.45, 3e-5}, {0.50, 2.3e-4}, {0.60, 5e-3}},
            .verify_threshold = 0.5};
  }

  static RightsBook Book() {
    RightsBook book;
    const auto allow = [&](std::string id, std::string door, Schedule when) {
      book.permissions[PermissionId(id)] = {
          .id = PermissionId(id), .doors = {DoorId(std::move(door))}, .when = std::move(when)};
    };
    allow("always", "main", AlwaysSchedule());
    allow("nights", "main", DailySchedule{.slots = {{.start = 20 * 60, .end = 22 * 60}}});
    allow("elsewhere", "side", AlwaysSchedule());
    WeeklySchedule weekly;
    weekly.days.fill({{.start = 0, .end = 1440}});
    weekly.holidays[HolidayId("party")] = {};
    allow("workdays", "main", weekly);
    book.holidays[HolidayId("party")] = {.id = HolidayId("party"), .dates = {{2026, 11, 23}}};
    return book;
  }

  MatchEntry Person(std::string id, std::string permission, std::uint8_t card,
                    Validity validity = {}) const {
    return {.rights = {.id = PersonId(id),
                       .validity = validity,
                       .permissions = {PermissionId(std::move(permission))}},
            .keys = {KeyOfCard(Bytes{card, 2, 3, 4}), KeyOfQr("VISIT-" + id),
                     KeyOfFinger("simulated", card)}};
  }

  DecisionTest() {
    MatchEntry staff = Person("staff", "always", 1);
    staff.keys.push_back(KeyOfPin(box_, "482913"));
    staff.faces = {FaceAt(0)};
    Put({staff, Person("night", "nights", 2), Person("guest", "elsewhere", 3),
         Person("worker", "workdays", 4), Person("past", "always", 5, {.until = kMonday8}),
         Person("future", "always", 6, {.from = kMonday8 + hours(1)}), Person("none", "gone", 7)});
  }

  void Put(const std::vector<MatchEntry>& entries) { index_ = index_->WithPeople(entries); }

  // Where somebody comes, and when.
  struct Scene {
    DoorNow door;
    Moment now;
  };

  // Who it is, and what the rules make of them.
  struct Decision {
    Verdict verdict;
    PersonId person;
    std::string credential_value;
    std::string detail;
  };

  Decision Match(const Presentation& presentation) const { return Match(presentation, Question()); }
  Decision Match(const Presentation& presentation, const Scene& scene,
                 const std::optional<PersonId>& claimant = std::nullopt) const {
    const Identification who = matcher_.Identify(presentation, *index_, kNow, claimant);
    SiteState site;
    site.doors[kDoor] = scene.door;
    const Judgement judgement = Judge({.who = who, .reader = ReaderId("any"), .door = kDoor}, site,
                                      index_->rights(), scene.now);
    return {judgement.verdict, judgement.person, who.credential_value, who.detail};
  }

  static Scene Question(DoorMode mode = DoorMode::kNormal,
                        ClockTrust trust = ClockTrust::kTrusted) {
    return {.door = {.mode = mode}, .now = {.wall = kMonday8, .clock = trust, .steady = kNow}};
  }

  const SecretBox box_{Bytes(32, 7)};
  std::shared_ptr<const CredentialIndex> index_ =
      std::make_shared<CredentialIndex>(Book(), FakeFaceModel());
  const Matcher matcher_{box_, Curve(), FaceConfig{}};
};

struct ProofCase {
  CardProof proof;
  bool demanded;
  bool granted;
};

// What a door demands of cards, against what they proved.
TEST_F(DecisionTest, ACardMustHaveProvedWhatTheDoorDemands) {
  for (const ProofCase& given :
       {ProofCase{CardProof::kNone, false, true}, ProofCase{CardProof::kNone, true, false},
        ProofCase{CardProof::kAuthenticated, false, true},
        ProofCase{CardProof::kAuthenticated, true, true},
        ProofCase{CardProof::kFailed, false, false}, ProofCase{CardProof::kFailed, true, false}}) {
    SCOPED_TRACE(testing::Message() << static_cast<int>(given.proof) << given.demanded);
    Scene question = Question();
    question.door.authenticated_cards = given.demanded;
    const Decision decision = Match(ProvenCard({1, 2, 3, 4}, given.proof), question);
    EXPECT_EQ(decision.verdict.granted, given.granted);
    EXPECT_EQ(ReasonName(decision.verdict.reason), given.granted ? "ok" : "card_not_authenticated");
    EXPECT_EQ(decision.person.str(), "staff");
    EXPECT_EQ(decision.credential_value, "01020304");
  }
}

// What a card's number says depends on the reader: 08… is a telephone's random UID, or an honest number.
TEST_F(DecisionTest, ANumberThatAnyCardMayHaveOpensNothingWhereTheReaderGivesUids) {
  MatchEntry person = Person("staff", "always", 1);
  const std::vector<Bytes> random_or_cut = {{0x08, 0xA1, 0xB2, 0xC3}, {0x88, 0x04, 0xA1, 0xB2}};
  const Bytes noise(4, 0x00);
  for (const Bytes& uid : random_or_cut) person.keys.push_back(KeyOfCard(uid));
  person.keys.push_back(KeyOfCard(noise));
  Put({person});
  const auto match = [&](const Bytes& uid, CardNumberKind kind) {
    return Match({.at = kNow, .what = CardPresented{.uid = uid, .kind = kind}});
  };
  for (const Bytes& uid : random_or_cut) {
    const Decision refused = match(uid, CardNumberKind::kUid);
    EXPECT_EQ(ReasonName(refused.verdict.reason), "unknown_credential");
    EXPECT_EQ(refused.person.str(), "");
    EXPECT_NE(refused.detail.find("expected"), std::string::npos);
    EXPECT_TRUE(match(uid, CardNumberKind::kNumber).verdict.granted);
    EXPECT_TRUE(match(uid, CardNumberKind::kUnknown).verdict.granted);  // The office wrote raw:.
  }
  for (const auto kind :
       {CardNumberKind::kUid, CardNumberKind::kNumber, CardNumberKind::kUnknown}) {
    EXPECT_FALSE(match(noise, kind).verdict.granted);
  }
  // To nobody's number of a reader that gives no UIDs nothing is said of UIDs.
  EXPECT_EQ(match({0x08, 9, 9, 9}, CardNumberKind::kNumber).detail, "");
  EXPECT_NE(match({0x08, 9, 9, 9}, CardNumberKind::kUnknown).detail, "");
}

// Whoever copies a card that opens nothing is told of all the same; a number that is nobody's is not.
TEST_F(DecisionTest, AFailedCardIsSaidToBeOneWhateverItsRights) {
  for (std::uint8_t card = 2; card <= 7; ++card) {
    const Decision decision = Match(ProvenCard({card, 2, 3, 4}, CardProof::kFailed));
    EXPECT_EQ(ReasonName(decision.verdict.reason), "card_not_authenticated");
  }
  const Decision stranger = Match(ProvenCard({9, 9, 9, 9}, CardProof::kFailed));
  EXPECT_EQ(ReasonName(stranger.verdict.reason), "unknown_credential");
  const Decision free =
      Match(ProvenCard({1, 2, 3, 4}, CardProof::kFailed), Question(DoorMode::kFree));
  EXPECT_EQ(ReasonName(free.verdict.reason), "free_mode");
}

struct Case {
  std::string name;
  Presentation presentation;
  Reason reason;
  std::string person = "";
  DoorMode mode = DoorMode::kNormal;
  ClockTrust trust = ClockTrust::kTrusted;
};
void PrintTo(const Case& given, std::ostream* out) { *out << given.name; }

class DecisionReasons : public DecisionTest, public testing::WithParamInterface<Case> {};

TEST_P(DecisionReasons, AreGivenForEachPresentation) {
  const Case& given = GetParam();
  const Decision decision = Match(given.presentation, Question(given.mode, given.trust));
  EXPECT_EQ(ReasonName(decision.verdict.reason), ReasonName(given.reason));
  EXPECT_EQ(decision.verdict.granted,
            given.reason == Reason::kOk || given.reason == Reason::kFreeMode);
  EXPECT_EQ(decision.person.str(), given.person);
}

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    All, DecisionReasons,
    testing::Values(
        Case{"Card", Card({1, 2, 3, 4}), Reason::kOk, "staff"},
        Case{"CardUnknown", Card({9, 9, 9, 9}), Reason::kUnknownCredential},
        Case{"CardWithoutUid", Card({}), Reason::kUnknownCredential},
        Case{"CardTooLong", Card(Bytes(5'000, 1)), Reason::kUnknownCredential},
        Case{"CardAtNight", Card({2, 2, 3, 4}), Reason::kOutsideSchedule, "night"},
        Case{"CardElsewhere", Card({3, 2, 3, 4}), Reason::kNoPermission, "guest"},
        Case{"CardOnAHoliday", Card({4, 2, 3, 4}), Reason::kHoliday, "worker"},
        Case{"CardExpired", Card({5, 2, 3, 4}), Reason::kExpired, "past"},
        Case{"CardNotYetValid", Card({6, 2, 3, 4}), Reason::kNotYetValid, "future"},
        Case{"CardDangling", Card({7, 2, 3, 4}), Reason::kNoPermission, "none"},
        Case{"CardInLockdown", Card({1, 2, 3, 4}), Reason::kLockdown, "staff", DoorMode::kLockdown},
        Case{"CardAtAFreeDoor", Card({3, 2, 3, 4}), Reason::kFreeMode, "guest", DoorMode::kFree},
        Case{"UnknownAtAFreeDoor", Card({9, 9, 9, 9}), Reason::kFreeMode, "", DoorMode::kFree},
        Case{"CardClockUnsure", Card({4, 2, 3, 4}), Reason::kClockUnsure, "worker",
             DoorMode::kNormal, ClockTrust::kUnsure},
        Case{"CardUnlimitedClockUnsure", Card({1, 2, 3, 4}), Reason::kOk, "staff",
             DoorMode::kNormal, ClockTrust::kUnsure},
        Case{"Code", Code("VISIT-staff"), Reason::kOk, "staff"},
        Case{"CodeUnknown", Code("VISIT-nobody"), Reason::kUnknownCredential},
        Case{"CodeEmpty", Code(""), Reason::kUnknownCredential},
        Case{"CodeWithEndOfLine", Code("VISIT-staff\r\n"), Reason::kOk, "staff"},
        Case{"CodeWithNulWithin", Code(std::string("VISIT-\0staff", 12)),
             Reason::kUnknownCredential},
        Case{"CodeNotUtf8", Code("VISIT-\xff"), Reason::kUnknownCredential},
        Case{"CodeSql", Code("' OR 1=1 --"), Reason::kUnknownCredential},
        Case{"CodeFormat", Code("%n%n%n%n{}{0}"), Reason::kUnknownCredential},
        Case{"CodeLongest", Code(std::string(7'089, 'A')), Reason::kUnknownCredential},
        Case{"Pin", Pin("482913"), Reason::kOk, "staff"},
        Case{"PinWrong", Pin("482914"), Reason::kWrongPin},
        Case{"PinShort", Pin("4"), Reason::kWrongPin},
        Case{"PinLong", Pin("4829134829134829"), Reason::kWrongPin},
        Case{"PinEmpty", Pin(""), Reason::kWrongPin},
        Case{"Finger", Finger(1), Reason::kOk, "staff"},
        Case{"FingerOfAnEmptySlot", Finger(99), Reason::kUnknownCredential},
        Case{"FingerUnknown", Finger(std::nullopt), Reason::kUnknownCredential},
        Case{"Face", Face(0.2F), Reason::kOk, "staff"},
        Case{"FaceFar", Face(0.7F), Reason::kUnknownPerson},
        Case{"FaceInLockdown", Face(0.2F), Reason::kLockdown, "staff", DoorMode::kLockdown},
        Case{"FaceOfNobody", Face(0.2F, [](auto& face) { face.match = {}; }),
             Reason::kUnknownPerson},
        Case{"FaceOfSomeoneDeleted",
             Face(0.2F, [](auto& face) { face.match.person = PersonId("deleted"); }),
             Reason::kUnknownPerson},
        Case{"FaceReplacedMeanwhile", Face(0.2F, [](auto& face) { face.face = FaceAt(9); }),
             Reason::kUnknownPerson},
        Case{"FaceAmbiguous", Face(0.2F, [](auto& face) { face.match.second_distance = 0.25F; }),
             Reason::kAmbiguousFace},
        Case{"FaceSecondNaN", Face(0.2F, [](auto& face) { face.match.second_distance = kNaN; }),
             Reason::kAmbiguousFace},
        Case{"FaceNaN", Face(0.2F, [](auto& face) { face.face = FaceAt(0, kNaN); }),
             Reason::kUnknownPerson},
        Case{"FaceInfinite",
             Face(0.2F,
                  [](auto& face) { face.face = FaceAt(0, std::numeric_limits<float>::max()); }),
             Reason::kUnknownPerson},
        Case{"FacePoor", Face(0.2F, [](auto& face) { face.good_quality = false; }),
             Reason::kFaceQuality},
        Case{"FaceSpoofed", Face(0.2F, [](auto& face) { face.liveness = LivenessVerdict::kSpoof; }),
             Reason::kLivenessFailed},
        Case{"FaceNotKnownToLive",
             Face(0.2F, [](auto& face) { face.liveness = LivenessVerdict::kUndecided; }),
             Reason::kLivenessFailed},
        Case{"FaceJustFreshEnough",
             Face(0.2F, [](auto& face) { face.captured_at -= milliseconds(1'000); }), Reason::kOk,
             "staff"},
        Case{"FaceStale", Face(0.2F, [](auto& face) { face.captured_at -= milliseconds(1'001); }),
             Reason::kFaceQuality},
        Case{"FaceStaleOfAStranger",
             Face(0.7F, [](auto& face) { face.captured_at -= milliseconds(1'001); }),
             Reason::kUnknownPerson},
        Case{"FaceFromTheFuture",
             Face(0.2F, [](auto& face) { face.captured_at += milliseconds(1); }),
             Reason::kFaceQuality}),
    [](const auto& param) { return param.param.name; });

TEST_F(DecisionTest, RecordsWhatWasShownButNoSecret) {
  EXPECT_EQ(Match(Card({0x04, 0xA1, 0xB2, 0xC3})).credential_value, "04A1B2C3");
  EXPECT_EQ(Match(Code("VISIT-staff")).credential_value, "VISIT-staff");
  EXPECT_EQ(Match(Pin("482913")).credential_value, "");
  EXPECT_EQ(Match(Pin("482914")).credential_value, "");
  EXPECT_EQ(Match(Finger(3)).credential_value, "simulated:3");
  EXPECT_EQ(Match(Face(0.2F)).credential_value, "");
}

TEST_F(DecisionTest, WhatIsRecordedIsPrintableAndBounded) {
  const Decision decision = Match(Code("a\r\nb\xff" + std::string(7'000, 'c')));
  EXPECT_LE(decision.credential_value.size(), kMaxRecordText);
  EXPECT_TRUE(IsValidUtf8(decision.credential_value));
  EXPECT_EQ(decision.credential_value.find_first_of("\r\n"), std::string::npos);
  EXPECT_LE(Match(Card(Bytes(5'000, 1))).credential_value.size(), kMaxRecordText);
}

TEST_F(DecisionTest, ACodeMayBe1024BytesLong) {
  const std::string longest(1'024, 'x');
  MatchEntry person = Person("long", "always", 20);
  person.keys = {KeyOfQr(longest), KeyOfQr(longest + "x")};
  Put({person});
  EXPECT_TRUE(Match(Code(longest)).verdict.granted);
  EXPECT_EQ(Match(Code(longest + "x")).verdict.reason, Reason::kUnknownCredential);
}

TEST_F(DecisionTest, TheDetailTellsTheDistance) {
  const double threshold = matcher_.ThresholdFor(*index_).distance;
  char expected[64];
  std::snprintf(expected, sizeof expected, "distance 0.20, threshold %.2f", threshold);
  EXPECT_EQ(Match(Face(0.2F)).detail, expected);
}

TEST_F(DecisionTest, AClaimIsVerifiedAgainstThatPersonAlone) {
  MatchEntry twin = Person("twin", "always", 21);
  twin.faces = {FaceAt(1)};
  Put({twin});
  const auto claims = [&](const Presentation& face, const char* person, Reason reason) {
    const Decision decision = Match(face, Question(), PersonId(person));
    EXPECT_EQ(ReasonName(decision.verdict.reason), ReasonName(reason));
    EXPECT_EQ(decision.verdict.granted, reason == Reason::kOk);
  };
  claims(Face(0.49F), "staff", Reason::kOk);  // Nearer than the verify threshold is enough.
  claims(Face(0.2F, [](auto& face) { face.match = {}; }), "staff", Reason::kOk);
  claims(Face(0.51F), "staff", Reason::kSecondFactorMismatch);
  claims(Face(0.2F), "twin", Reason::kSecondFactorMismatch);
  claims(Face(0.2F), "night", Reason::kSecondFactorMismatch);  // Has no face.
  claims(Face(0.2F), "deleted", Reason::kSecondFactorMismatch);
  claims(Face(0.2F, [](auto& face) { face.face = FaceAt(0, kNaN); }), "staff",
         Reason::kSecondFactorMismatch);
  claims(Face(0.2F, [](auto& face) { face.good_quality = false; }), "staff", Reason::kFaceQuality);
  for (const auto verdict : {LivenessVerdict::kSpoof, LivenessVerdict::kUndecided}) {
    claims(Face(0.2F, [verdict](auto& face) { face.liveness = verdict; }), "staff",
           Reason::kLivenessFailed);
  }
}

TEST_F(DecisionTest, AClaimantsRightsAreAskedAgain) {
  EXPECT_EQ(Match(Face(0.2F), Question(DoorMode::kLockdown), PersonId("staff")).verdict.reason,
            Reason::kLockdown);
}

TEST_F(DecisionTest, ALargeGalleryAsksForAClaimFirst) {
  std::vector<MatchEntry> crowd;
  for (int i = 0; i < 4'000; ++i) {
    crowd.push_back({.rights = {.id = PersonId("c" + std::to_string(i))},
                     .faces = {FaceAt(2 + static_cast<std::size_t>(i % 90))}});
  }
  Put(crowd);
  ASSERT_EQ(matcher_.ThresholdFor(*index_).mode, FaceMode::kClaimFirst);
  EXPECT_EQ(Match(Face(0)).verdict.reason, Reason::kSecondFactorMissing);
  EXPECT_EQ(Match(Face(0)).person, PersonId());
  EXPECT_TRUE(Match(Face(0), Question(), PersonId("staff")).verdict.granted);
}

// One person with many photos is one person to be mistaken for.
TEST_F(DecisionTest, TheThresholdCountsPeopleAndNotVectors) {
  const FaceThreshold before = matcher_.ThresholdFor(*index_);
  MatchEntry staff = Person("staff", "always", 1);
  for (std::size_t i = 0; i < 50; ++i) staff.faces.push_back(FaceAt(i));
  Put({staff});
  EXPECT_EQ(matcher_.ThresholdFor(*index_), before);
}

TEST_F(DecisionTest, RecognisesAsItMatches) {
  const FaceThreshold threshold = matcher_.ThresholdFor(*index_);
  const PersonId who("staff");
  EXPECT_TRUE(matcher_.Recognises({who, 0.2F, 1.0F}, threshold));
  EXPECT_FALSE(matcher_.Recognises({who, 0.7F, 1.0F}, threshold));
  EXPECT_FALSE(matcher_.Recognises({who, 0.2F, 0.25F}, threshold));
  EXPECT_FALSE(matcher_.Recognises({who, kNaN, 1.0F}, threshold));
  EXPECT_FALSE(matcher_.Recognises({who, 0.2F, kNaN}, threshold));
  EXPECT_FALSE(matcher_.Recognises({PersonId(), 0.0F, 1.0F}, threshold));
}

}  // namespace doorward::decision_test
