// An attempt whose verdict comes later, as that of a server that is asked: by a rule of the test's own, over a
// real log.

#include <gtest/gtest.h>

#include "door/attempts.hpp"
#include "fakes/face_numbers.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::later_verdict_test {

const DoorId kDoor("main");
const ReaderConfig kReader{.id = ReaderId("nfc"), .door = kDoor};
const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};
const SteadyTime kNow = SteadyTime() + std::chrono::hours(1);

bool AskLater(const Question&, Judgement& judgement) {
  judgement.wants.later_verdict = true;
  return false;
}

std::vector<Rule> RulesThatAsk() {
  std::vector<Rule> rules = {{"ask", AskLater}};
  rules.insert(rules.end(), AllRules().begin(), AllRules().end());
  return rules;
}

class LaterVerdict : public testing::Test {
 protected:
  LaterVerdict() {
    site_.doors[kDoor] = {};
    RightsBook book;
    const PermissionId always("always");
    book.permissions[always] = {.id = always, .doors = {kDoor}, .when = AlwaysSchedule()};
    const MatchEntry ana{.rights = {.id = PersonId("ana"), .permissions = {always}},
                         .keys = {KeyOfCard(kCard)}};
    index_.Swap(CredentialIndex(std::move(book), FakeFaceModel()).WithPeople(std::vector{ana}));
  }

  AttemptOutcome Show() {
    return attempts_.Answer({.reader = kReader.id, .at = kNow, .what = CardPresented{kCard}},
                            kReader, kNow);
  }

  // The reasons of all attempts that are recorded, once what was written is durable.
  std::vector<std::string> Reasons() {
    writer_.reset();
    std::vector<std::string> reasons;
    const std::vector<Record> records = *log_->Query({});
    for (const Record& record : records) {
      if (record.reason) reasons.emplace_back(ReasonName(*record.reason));
    }
    return reasons;
  }

  const TempDir folder_;
  const SecretBox box_{Bytes(32, 7)};
  FakeClock clock_{*ParseTime("2026-11-23T08:00:00Z")};
  Health health_;
  std::unique_ptr<RecordLog> log_ =
      *RecordLog::Open({.file = folder_.path() / "records.db", .capacity = 1000}, box_);
  std::unique_ptr<SnapshotStore> pictures_ =
      SnapshotStore::Open(folder_.path() / "snapshots", 10, box_);
  std::unique_ptr<RecordWriter> writer_ =
      std::make_unique<RecordWriter>(*log_, *pictures_, clock_, health_, [] {});
  Recorder recorder_{*writer_, clock_};
  CurrentIndex index_{std::make_shared<CredentialIndex>(RightsBook(), FakeFaceModel())};
  SiteState site_;
  FaceRequests face_requests_{std::span(&kReader, 1)};
  const std::vector<Rule> rules_ = RulesThatAsk();
  Attempts attempts_{
      Matcher(box_, {.points = {{0.4, 4e-6}, {0.6, 5e-3}}, .verify_threshold = 0.5}, {}),
      index_,
      site_,
      face_requests_,
      recorder_,
      {},
      clock_,
      rules_};
};

TEST_F(LaterVerdict, NothingOpensBeforeItIsThere) {
  const AttemptOutcome asked = Show();
  EXPECT_EQ(asked.response, Response::kWaiting);
  EXPECT_FALSE(asked.release);
  ASSERT_TRUE(asked.asks);
  const AttemptOutcome end =
      attempts_.Conclude(*asked.asks, {.granted = true, .reason = Reason::kOk}, kNow);
  EXPECT_EQ(end.response, Response::kGranted);
  EXPECT_TRUE(end.release);
  EXPECT_EQ(Reasons(), std::vector<std::string>{"ok"});
}

TEST_F(LaterVerdict, ARefusalIsRecorded) {
  const AttemptOutcome asked = Show();
  const AttemptOutcome end =
      attempts_.Conclude(*asked.asks, {.granted = false, .reason = Reason::kOnlineDenied}, kNow);
  EXPECT_EQ(end.response, Response::kDenied);
  EXPECT_FALSE(end.release);
  EXPECT_EQ(Reasons(), std::vector<std::string>{"online_denied"});
}

TEST_F(LaterVerdict, AnAnswerThatIsLateDoubledOrForeignOpensNothing) {
  const AttemptOutcome asked = Show();
  const Verdict yes{.granted = true, .reason = Reason::kOk};
  EXPECT_EQ(attempts_.Conclude(*asked.asks + 1, yes, kNow).response, Response::kNothing);
  const SteadyTime late = kNow + site_.doors[kDoor].factors_within;
  EXPECT_EQ(attempts_.Conclude(*asked.asks, yes, late).response, Response::kNothing);
  EXPECT_EQ(attempts_.EndLate(late).size(), 1U);
  EXPECT_EQ(attempts_.Conclude(*asked.asks, yes, kNow).response, Response::kNothing);
  const AttemptOutcome again = Show();
  EXPECT_NE(again.asks, asked.asks);
  EXPECT_TRUE(attempts_.Conclude(*again.asks, yes, kNow).release);
  EXPECT_FALSE(attempts_.Conclude(*again.asks, yes, kNow).release);
  EXPECT_EQ(Reasons(), (std::vector<std::string>{"online_timeout", "ok"}));
}

TEST_F(LaterVerdict, LockdownEndsTheWait) {
  const AttemptOutcome asked = Show();
  attempts_.EndAll(kDoor, {.granted = false, .reason = Reason::kLockdown}, "");
  EXPECT_FALSE(
      attempts_.Conclude(*asked.asks, {.granted = true, .reason = Reason::kOk}, kNow).release);
  EXPECT_EQ(Reasons(), std::vector<std::string>{"lockdown"});
}

TEST_F(LaterVerdict, ASilentAlarmIsRecordedBesideTheGrant) {
  const AttemptOutcome asked = Show();
  const AttemptOutcome end = attempts_.Conclude(
      *asked.asks, {.granted = true, .reason = Reason::kOk, .alarm = Event::kPinLockout}, kNow);
  EXPECT_EQ(end.response,
            Response::kGranted);  // Whoever stands there sees a grant, and nothing more.
  writer_.reset();
  const auto records = *log_->Query({.kind = RecordKind::kAlarm});
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].event, Event::kPinLockout);
}

}  // namespace doorward::later_verdict_test
