// Fingers at a module whose templates the terminal keeps: from people.db to the record.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doorward/readers/reader_workers.hpp"
#include "fakes/fake_fingerprint_module.hpp"
#include "integration/door/door_rig.hpp"

namespace doorward::fingerprint_test {

using testing::ElementsAre;
using testing::HasSubstr;
using State = FakeFingerprintModule::State;

const Bytes kAnna(700, 1);
const Bytes kBoris(700, 2);
const Bytes kStranger(700, 3);

Person Owner(const std::string& id, std::vector<Bytes> templates) {
  Person person;
  person.id = PersonId(id);
  person.permissions = {PermissionId("always")};
  for (Bytes& data : templates) {
    person.credentials.emplace_back(FingerprintCredential{"fake", std::nullopt, std::move(data)});
  }
  return person;
}

class FingerprintTest : public testing::Test {
 protected:
  void Put(const std::vector<Person>& people) {
    auto transaction = rig_.people().Begin();
    const auto entries = rig_.people().PutPeople(people);
    ASSERT_TRUE(entries) << entries.error().Text();
    ASSERT_TRUE(transaction->Commit());
    rig_.index().Swap(rig_.index().Get()->WithPeople(*entries));
  }
  Worker StartWorker() {
    return StartFingerprintWorker(
        {{ReaderId("pad"), rig_.health(), rig_.clock()}, rig_.access(), rig_.feedback()}, station_,
        [this] { return module_.Open(); });
  }
  bool Holds(std::set<Bytes> templates) {
    return Eventually([&] {
      return module_.With([&](const State& state) {
        std::set<Bytes> held;
        for (const auto& [slot, data] : state.slots) held.insert(data);
        return held == templates;
      });
    });
  }
  HealthReport Report() { return rig_.health().Reports()["pad"]; }
  HealthReport Templates() { return rig_.health().Reports()["templates:pad"]; }

  // Shows a finger, and takes it away when it has been answered.
  Record Show(const Bytes& finger) {
    const std::size_t before = rig_.WaitForRecords(IsAttempt, 0).size();
    module_.Touch(finger);
    const Record record = rig_.WaitForAttempt(before + 1);
    module_.Lift();
    EXPECT_TRUE(Eventually([&] {
      return module_.With([](const State& state) { return !state.reported.has_value(); });
    }));
    return record;
  }

  DoorRig rig_;
  FakeFingerprintModule module_;
  FingerprintStation station_{rig_.people(), rig_.index()};
};

TEST_F(FingerprintTest, WhoseTemplateIsDispatchedMayPassAndNobodyElse) {
  Put({Owner("1001", {kAnna})});
  const Worker worker = StartWorker();
  ASSERT_TRUE(Holds({kAnna}));
  EXPECT_EQ(station_.sensor(), "fake");
  const Record known = Show(kAnna);
  EXPECT_TRUE(known.granted);
  EXPECT_EQ(known.person, PersonId("1001"));
  EXPECT_THAT(known.credential_value, testing::MatchesRegex("fake#[0-9A-F]{32}"));
  EXPECT_EQ(Show(kStranger).reason, Reason::kUnknownCredential);
  Put({Owner("1002", {kBoris})});
  ASSERT_TRUE(Holds({kAnna, kBoris}));
  EXPECT_EQ(Show(kBoris).person, PersonId("1002"));
}

TEST_F(FingerprintTest, WhoIsDeletedStopsAtOnceThoughTheModuleStillKnowsThem) {
  Put({Owner("1001", {kAnna})});
  const Worker worker = StartWorker();
  ASSERT_TRUE(Holds({kAnna}));
  ASSERT_TRUE(Show(kAnna).granted);
  module_.With([](State& state) { state.bad_slots = {0}; });
  const std::vector<PersonId> gone = {PersonId("1001")};
  rig_.index().Swap(rig_.index().Get()->WithoutPeople(gone));
  EXPECT_EQ(Show(kAnna).reason, Reason::kUnknownCredential);
  module_.With([](State& state) { state.bad_slots = {}; });
  EXPECT_TRUE(Holds({}));
}

TEST_F(FingerprintTest, TheStrangerOfAnotherModuleDoesNotPass) {
  Put({Owner("1001", {kAnna})});
  const Worker worker = StartWorker();
  ASSERT_TRUE(Holds({kAnna}));
  ASSERT_TRUE(Show(kAnna).granted);
  module_.With([](State& state) { state.unplugged = true; });
  ASSERT_TRUE(Eventually([&] { return Report().state == HealthState::kDegraded; }));
  module_.With([](State& state) {
    state.mark = Bytes(16, 9);
    for (auto& [slot, data] : state.slots) data = kStranger;
    state.finger = kStranger;
    state.unplugged = false;
  });
  EXPECT_FALSE(rig_.WaitForAttempt(2).granted);
  module_.Lift();
  ASSERT_TRUE(Holds({kAnna}));
  EXPECT_EQ(Show(kAnna).person, PersonId("1001"));
  EXPECT_EQ(Show(kStranger).reason, Reason::kUnknownCredential);
}

// Swapped so fast that nobody noticed: no call failed in between.
TEST_F(FingerprintTest, ASwapThatNobodyNoticedIsNoticedBeforeAFingerIsBelieved) {
  Put({Owner("1001", {kAnna})});
  const Worker worker = StartWorker();
  ASSERT_TRUE(Holds({kAnna}));
  ASSERT_TRUE(Show(kAnna).granted);
  module_.With([](State& state) {
    state.mark = Bytes(16, 9);
    for (auto& [slot, data] : state.slots) data = kStranger;
    state.finger = kStranger;
  });
  ASSERT_TRUE(Holds({kAnna}));  // Cleared and filled: the loss was seen.
  EXPECT_FALSE(rig_.WaitForAttempt(2).granted);
  module_.Lift();
  EXPECT_EQ(Show(kAnna).person, PersonId("1001"));
}

// Whatever else happens in people.db, nobody waits for it at the door.
TEST_F(FingerprintTest, AFingerIsAnsweredWhilePeopleAreImported) {
  Put({Owner("1001", {kAnna})});
  const Worker worker = StartWorker();
  ASSERT_TRUE(Holds({kAnna}));
  auto import = rig_.people().Begin();
  const std::vector<MatchEntry> entries = {
      {.rights = {.id = PersonId("1002"), .validity = {}, .permissions = {}},
       .keys = {CredentialKey{CredentialType::kFingerprint, "fake#0"}}}};
  rig_.index().Swap(rig_.index().Get()->WithPeople(entries));  // Something to look up.
  EXPECT_TRUE(Show(kAnna).granted);
  EXPECT_TRUE(Show(kAnna).granted);
}

TEST_F(FingerprintTest, AModuleThatIsTooSmallIsToldAndWorks) {
  module_.With([](State& state) { state.capacity = 1; });
  Put({Owner("1001", {kAnna, kBoris})});
  const Worker worker = StartWorker();
  ASSERT_TRUE(Eventually([&] { return Templates().state == HealthState::kDegraded; }));
  EXPECT_EQ(Templates().detail, "module holds 1 of 2 templates");
  EXPECT_EQ(Report().state, HealthState::kOk);  // It has not been lost.
  const Bytes held = module_.With([](const State& state) { return state.slots.at(0); });
  EXPECT_TRUE(Show(held).granted);
  Put({Owner("1001", {held})});
  EXPECT_TRUE(Eventually([&] { return Templates().state == HealthState::kOk; }));
}

TEST_F(FingerprintTest, FingersAreAnsweredWhileAThousandTemplatesAreStored) {
  module_.With([](State& state) { state.capacity = 1001; });
  Put({Owner("1001", {kAnna})});
  const Worker worker = StartWorker();
  ASSERT_TRUE(Holds({kAnna}));
  for (int batch = 0; batch < 2; ++batch) {
    std::vector<Person> people;
    for (int i = 0; i < 500; ++i) {
      Bytes data(512, 9);
      data[0] = static_cast<std::uint8_t>(i);
      data[1] = static_cast<std::uint8_t>(i >> 8);
      data[2] = static_cast<std::uint8_t>(batch);
      people.push_back(Owner(std::to_string(2000 + batch * 500 + i), {data}));
    }
    Put(people);
  }
  const auto held = [&] {
    return module_.With([](const State& state) { return state.slots.size(); });
  };
  std::size_t answered = 0;
  while (held() < 1001) {
    const Record record = Show(kAnna);
    ASSERT_TRUE(record.granted);
    if (held() < 1001) ++answered;
  }
  EXPECT_GT(answered, 0U);
}

class FingerEnrolmentTest : public FingerprintTest {
 protected:
  FingerEnrolmentTest() {
    Put({Owner("1001", {kAnna})});
    worker_.emplace(StartWorker());
    EXPECT_TRUE(Holds({kAnna}));
    EXPECT_TRUE(Eventually([&] { return Report().state == HealthState::kOk; }));
  }

  Enroller& enrolment() { return rig_.access().enroller(); }
  Status Begin(const std::string& id, const std::string& person,
               Milliseconds patience = std::chrono::minutes(10)) {
    return enrolment().Begin({.id = id,
                              .person = PersonId(person),
                              .type = CredentialType::kFingerprint,
                              .reader = ReaderId("pad"),
                              .patience = patience},
                             FaceAgreement(1, 0));
  }
  // Asking keeps it alive.
  bool Says(const std::string& id, EnrolmentPrompt prompt) {
    return Eventually([&] {
      const auto status = enrolment().Ask(id);
      return status && status->guidance == TextOf(prompt);
    });
  }
  // What whoever stores is given next: captured, or how one ended.
  template <typename News>
  News Wait() {
    auto news = enrolment().WaitForNews(std::chrono::seconds(30));
    auto* found = std::get_if<News>(&news);
    EXPECT_NE(found, nullptr);
    return found == nullptr ? News() : std::move(*found);
  }
  // The finger is put down once, and taken off.
  void TakeFirstSample(const Bytes& finger) {
    ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFinger));
    module_.Touch(finger);
    ASSERT_TRUE(Says("e1", EnrolmentPrompt::kLiftFinger));
    module_.Lift();
    ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFingerAgain));
  }
  // The module is asked for fingers that open: it forgets one that has left.
  bool LooksForFingersThatOpen() {
    module_.With([](State& state) {
      state.finger.reset();
      state.reported = kStranger;
    });
    return Eventually([&] {
      return module_.With([](const State& state) { return !state.reported.has_value(); });
    });
  }
  std::optional<Error> WaitForError() { return Wait<EnrolmentOutcome>().status.error; }

  std::optional<Worker> worker_;
};

TEST_F(FingerEnrolmentTest, TwoSamplesWithTheFingerLiftedBetweenMakeATemplate) {
  ASSERT_TRUE(Begin("e1", "1002"));
  TakeFirstSample(kBoris);
  module_.With([](State& state) { state.poor = true; });
  module_.Touch(kBoris);
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFingerBetter));
  module_.With([](State& state) { state.poor = false; });
  const auto capture = Wait<EnrolmentCapture>();
  EXPECT_EQ(capture.credential, Credential(FingerprintCredential{"fake", std::nullopt, kBoris}));
  // Stored as from the back office, it opens; what was shown while enrolling did not.
  module_.Lift();
  Put({Owner("1002", {kBoris})});
  enrolment().Finish("e1", "fingerprint");
  ASSERT_TRUE(Holds({kAnna, kBoris}));
  EXPECT_EQ(Show(kBoris).person, PersonId("1002"));
  EXPECT_EQ(rig_.WaitForRecords(IsAttempt).size(), 1U);
}

TEST_F(FingerEnrolmentTest, TwoDifferentFingersBeginAnew) {
  ASSERT_TRUE(Begin("e1", "1002"));
  TakeFirstSample(kBoris);
  module_.Touch(kStranger);
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kFingersDiffered));
  module_.Lift();
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFinger));
  ASSERT_TRUE(enrolment().Cancel("e1", "as was asked"));
  EXPECT_TRUE(Show(kAnna).granted);
}

TEST_F(FingerEnrolmentTest, ANothersFingerIsRefusedAndOnesOwnIsNot) {
  ASSERT_TRUE(Begin("e1", "1002"));
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFinger));
  module_.Touch(kAnna);
  EXPECT_EQ(WaitForError()->code, ErrorCode::kAlreadyExists);
  // The next one begins once that finger is off the sensor.
  ASSERT_TRUE(Begin("e2", "1001"));
  EXPECT_TRUE(Says("e2", EnrolmentPrompt::kWaitForSensor));
  module_.Lift();
  ASSERT_TRUE(Says("e2", EnrolmentPrompt::kPlaceFinger));
  module_.Touch(kAnna);
  EXPECT_TRUE(Says("e2", EnrolmentPrompt::kLiftFinger));
  EXPECT_TRUE(station_.CheckEnrols());
  worker_.reset();
  EXPECT_EQ(WaitForError()->code, ErrorCode::kUnavailable);
  EXPECT_EQ(station_.CheckEnrols().error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(rig_.WaitForRecords(IsAttempt, 0).empty());
}

// A finger that nobody knows is shown, and somebody else's as soon as that has been looked at.
TEST_F(FingerEnrolmentTest, AFingerThatTakesTheLookedAtOnesPlaceIsNotEnrolled) {
  ASSERT_TRUE(Begin("e1", "1002"));
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFinger));
  module_.With([](State& state) {
    state.slips_in = kAnna;
    state.finger = kStranger;
  });
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kLiftFinger));
  module_.Lift();
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFingerAgain));
  module_.Touch(kAnna);
  EXPECT_TRUE(Says("e1", EnrolmentPrompt::kFingersDiffered));
}

TEST_F(FingerEnrolmentTest, WhenItsTimeIsOverFingersOpenAgain) {
  ASSERT_TRUE(Begin("e1", "1002", Milliseconds(1)));
  EXPECT_EQ(WaitForError()->code, ErrorCode::kTimeout);
  EXPECT_TRUE(Show(kAnna).granted);
}

TEST_F(FingerEnrolmentTest, WhatIsBeingStoredIsNotEnrolledOnceMore) {
  ASSERT_TRUE(Begin("e1", "1002"));
  TakeFirstSample(kBoris);
  module_.Touch(kBoris);
  EXPECT_EQ(Wait<EnrolmentCapture>().task.id, "e1");
  EXPECT_TRUE(LooksForFingersThatOpen());
  EXPECT_TRUE(enrolment().IsChecking("e1"));
}

TEST_F(FingerEnrolmentTest, NorByAModuleThatHasComeBackMeanwhile) {
  ASSERT_TRUE(Begin("e1", "1002"));
  TakeFirstSample(kBoris);
  module_.Touch(kBoris);
  EXPECT_EQ(Wait<EnrolmentCapture>().task.id, "e1");
  worker_.reset();
  EXPECT_TRUE(enrolment().IsChecking("e1"));
  worker_.emplace(StartWorker());
  EXPECT_TRUE(Eventually([&] { return station_.CheckEnrols().has_value(); }));
  EXPECT_TRUE(LooksForFingersThatOpen());
  EXPECT_TRUE(enrolment().IsChecking("e1"));
}

TEST_F(FingerEnrolmentTest, EndsWhenTheModuleIsGone) {
  ASSERT_TRUE(Begin("e1", "1002"));
  ASSERT_TRUE(Says("e1", EnrolmentPrompt::kPlaceFinger));
  module_.With([](State& state) { state.unplugged = true; });
  EXPECT_EQ(WaitForError()->code, ErrorCode::kUnavailable);
}

}  // namespace doorward::fingerprint_test
