// What a fingerprint module holds, whatever happened to it: read through the module itself.

#include "readers/template_keeper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/face_numbers.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_fingerprint_module.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::template_keeper_test {

using testing::HasSubstr;
using State = FakeFingerprintModule::State;
using Cut = FakeFingerprintModule::Cut;

const ReaderId kReader("finger");

Bytes TemplateOf(int number) {
  Bytes data(512, static_cast<std::uint8_t>(number));
  data[0] = static_cast<std::uint8_t>(number >> 8);
  return data;
}

Person PersonOf(int number) {
  Person person;
  person.id = PersonId(std::to_string(1000 + number));
  person.credentials = {FingerprintCredential{"fake", std::nullopt, TemplateOf(number)}};
  return person;
}

class TemplateKeeperTest : public testing::Test {
 protected:
  void Put(int first, int count) {
    std::vector<Person> people;
    for (int i = first; i < first + count; ++i) people.push_back(PersonOf(i));
    auto transaction = people_->Begin();
    const auto entries = people_->PutPeople(people);
    ASSERT_TRUE(entries) << entries.error().Text();
    ASSERT_TRUE(transaction->Commit());
    index_.Swap(index_.Get()->WithPeople(*entries));
  }
  void Delete(int first, int count) {
    std::vector<PersonId> ids;
    for (int i = first; i < first + count; ++i) ids.push_back(PersonOf(i).id);
    auto transaction = people_->Begin();
    ASSERT_TRUE(people_->DeletePeople(ids));
    ASSERT_TRUE(transaction->Commit());
    Forget(first, count);
  }
  // From the index alone: their rows in the slot table do not go with them.
  void Forget(int first, int count) {
    std::vector<PersonId> ids;
    for (int i = first; i < first + count; ++i) ids.push_back(PersonOf(i).id);
    index_.Swap(index_.Get()->WithoutPeople(ids));
  }

  CredentialKey KeyOf(const Bytes& data) const { return KeyOfTemplate(box_, "fake", data); }
  std::optional<FingerprintModule> Known() {
    auto transaction = people_->Begin();
    return *people_->GetFingerprintModule(kReader);
  }

  // Opens the module and works until there is nothing left to do; false if it is gone before.
  bool Settle(FakeFingerprintModule& module) {
    auto reader = module.Open();
    if (!reader) return false;
    TemplateKeeper keeper({.reader = kReader,
                           .module = **reader,
                           .people = *people_,
                           .index = index_,
                           .health = health_,
                           .clock = clock_});
    for (int failures = 0; failures < 20;) {
      const auto more = keeper.Step();
      if (!more) return false;
      ExpectNothingWrong(module, &keeper);
      if (*more) continue;
      if (index_.Get()->TemplatesOf("fake").size() == HeldBy(module)) return true;
      ++failures;
      clock_.Advance(std::chrono::minutes(1));
    }
    return true;
  }

  // No slot stands for another template than it holds: not in people.db, nor in the keeper.
  void ExpectNothingWrong(FakeFingerprintModule& module, const TemplateKeeper* keeper = nullptr) {
    const auto known = Known();
    module.With([&](const State& state) {
      if (known && known->mark == state.mark) {
        for (const auto& [slot, key] : known->slots) {
          ASSERT_TRUE(state.slots.contains(slot)) << slot;
          EXPECT_EQ(KeyOf(state.slots.at(slot)), key) << slot;
        }
      }
      for (const auto& [slot, data] : state.slots) {
        const auto key = keeper == nullptr ? std::nullopt : keeper->KeyIn(slot);
        EXPECT_EQ(key.value_or(KeyOf(data)), KeyOf(data)) << slot;
      }
    });
  }

  // How many of the templates that it should hold are in the module.
  std::size_t HeldBy(FakeFingerprintModule& module) {
    return module.With([&](const State& state) {
      const auto wanted = index_.Get()->TemplatesOf("fake");
      std::set<CredentialKey> held;
      for (const auto& [slot, data] : state.slots) {
        if (wanted.contains(KeyOf(data))) held.insert(KeyOf(data));
      }
      return held.size();
    });
  }

  std::string Fault() {
    const HealthReport report = health_.Reports()["templates:finger"];
    return report.state == HealthState::kDegraded ? report.detail : "";
  }

  TempDir folder_;
  FakeClock clock_;
  SecretBox box_{Bytes(32, 7)};
  std::unique_ptr<PeopleDatabase> people_ = *PeopleDatabase::Open(folder_ / "people.db", box_);
  CurrentIndex index_{std::make_shared<CredentialIndex>(RightsBook(), FakeFaceModel())};
  FakeFingerprintModule module_;
  Health health_;
};

TEST_F(TemplateKeeperTest, TheModuleFollowsThePeople) {
  Put(0, 20);
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 20U);
  EXPECT_EQ(Known()->slots.size(), 20U);
  Delete(5, 10);
  Put(30, 3);
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 13U);
  EXPECT_EQ(Known()->slots.size(), 13U);
  // Of whoever is gone nothing is left.
  EXPECT_EQ(module_.With([](const State& state) { return state.slots.size(); }), 13U);
  EXPECT_EQ(Fault(), "");
}

TEST_F(TemplateKeeperTest, AKnownModuleIsNotWrittenAgain) {
  Put(0, 20);
  ASSERT_TRUE(Settle(module_));
  module_.With([](State& state) { state.cut_after = 0; });  // The next change would be its end.
  EXPECT_TRUE(Settle(module_));
}

TEST_F(TemplateKeeperTest, ReplacedTemplatesChangePlaces) {
  Put(0, 2);
  ASSERT_TRUE(Settle(module_));
  Person first = PersonOf(0);
  Person second = PersonOf(1);
  std::swap(first.credentials, second.credentials);
  {
    auto transaction = people_->Begin();
    const auto entries = people_->PutPeople(std::vector{first, second});
    ASSERT_TRUE(entries);
    ASSERT_TRUE(transaction->Commit());
    index_.Swap(index_.Get()->WithPeople(*entries));
  }
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(Known()->slots.size(), 2U);
  EXPECT_EQ(index_.Get()->FindByKey(KeyOf(TemplateOf(0)))->id, second.id);
}

TEST_F(TemplateKeeperTest, AnotherModuleIsClearedBeforeItIsBelieved) {
  Put(0, 5);
  ASSERT_TRUE(Settle(module_));
  FakeFingerprintModule other;  // With strangers in the same slots.
  other.With([](State& state) {
    state.mark = Bytes(16, 3);
    for (int slot = 0; slot < 10; ++slot) state.slots[slot] = TemplateOf(500 + slot);
  });
  ASSERT_TRUE(Settle(other));
  EXPECT_EQ(HeldBy(other), 5U);
  // The first one comes back, with what was in it when it went.
  Delete(0, 1);
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 4U);
  EXPECT_EQ(module_.With([](const State& state) { return state.slots.size(); }), 4U);
}

TEST_F(TemplateKeeperTest, AnEmptiedModuleIsFilledAgain) {
  Put(0, 5);
  ASSERT_TRUE(Settle(module_));
  module_.With([](State& state) { state.slots.clear(); });  // And it keeps its mark.
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 5U);
  module_.With([](State& state) {
    state.slots.erase(2);
    state.slots[77] = TemplateOf(9'000);
  });
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(module_.With([](const State& state) { return state.slots.size(); }), 5U);
  EXPECT_EQ(HeldBy(module_), 5U);
}

TEST_F(TemplateKeeperTest, AModuleWithoutAMarkIsFilledAnewEachTime) {
  Put(0, 5);
  module_.With([](State& state) {
    state.keeps_mark = false;
    state.slots[0] = TemplateOf(900);
  });
  for (int opening = 0; opening < 2; ++opening) {
    ASSERT_TRUE(Settle(module_));
    EXPECT_EQ(HeldBy(module_), 5U);
    EXPECT_TRUE(Known()->slots.empty());
  }
}

TEST_F(TemplateKeeperTest, AsManyAsFitAndItSaysSo) {
  Put(0, 350);
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 200U);
  EXPECT_EQ(Fault(), "module holds 200 of 350 templates");
  Delete(0, 150);
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 200U);
  EXPECT_EQ(Fault(), "");
}

TEST_F(TemplateKeeperTest, ARefusedTemplateIsNamedWithoutTellingWhose) {
  Put(0, 5);
  module_.With([](State& state) { state.refuses = {TemplateOf(2)}; });
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 4U);
  EXPECT_THAT(Fault(), HasSubstr("module refuses 1 of 5 templates: "));
  const std::string name = KeyOf(TemplateOf(2)).value.substr(5, 8);
  EXPECT_THAT(Fault(), HasSubstr(name));
  EXPECT_THAT(Fault(), testing::Not(HasSubstr("1002")));
  Delete(2, 1);
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(Fault(), "");
}

TEST_F(TemplateKeeperTest, ASlotThatCannotBeWrittenIsPassedOver) {
  Put(0, 5);
  module_.With([](State& state) { state.bad_slots = {0, 1}; });
  ASSERT_TRUE(Settle(module_));
  EXPECT_EQ(HeldBy(module_), 5U);
}

// A swap in the middle of filling: what went into the other module is not noted of this one.
TEST_F(TemplateKeeperTest, WhatWentIntoAnotherModuleIsNotNoted) {
  Put(0, 3);
  ASSERT_TRUE(Settle(module_));
  Put(3, 3);
  const State before = module_.With([](const State& state) { return state; });
  auto reader = module_.Open();
  TemplateKeeper keeper({.reader = kReader,
                         .module = **reader,
                         .people = *people_,
                         .index = index_,
                         .health = health_,
                         .clock = clock_});
  ASSERT_TRUE(keeper.Step());  // One is in.
  module_.With([](State& state) { state.mark = Bytes(16, 9); });
  const auto next = keeper.Step();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Known()->slots.size(), 4U);
  module_.With([&](State& state) { state.mark = before.mark; });
  ExpectNothingWrong(module_);
}

// A line may lose what it said of its mark: then it is opened again, and not blind for ever.
TEST_F(TemplateKeeperTest, AModuleThatDoesNotShowItsMarkAnyMoreIsGivenUp) {
  Put(0, 1);
  ASSERT_TRUE(Settle(module_));
  auto reader = module_.Open();
  TemplateKeeper keeper({.reader = kReader,
                         .module = **reader,
                         .people = *people_,
                         .index = index_,
                         .health = health_,
                         .clock = clock_});
  ASSERT_EQ(keeper.Step(), false);  // Known again.
  EXPECT_EQ(keeper.Identify(0).value(), KeyOf(TemplateOf(0)));
  module_.With([](State& state) { state.keeps_mark = false; });
  EXPECT_EQ(keeper.Identify(0).error().code, ErrorCode::kUnavailable);
}

// people.db cannot be written: then the module is left as it is.
TEST_F(TemplateKeeperTest, NoSlotChangesBeforeItsRowIsGone) {
  Put(0, 3);
  ASSERT_TRUE(Settle(module_));
  Forget(0, 1);
  auto reader = module_.Open();
  TemplateKeeper keeper({.reader = kReader,
                         .module = **reader,
                         .people = *people_,
                         .index = index_,
                         .health = health_,
                         .clock = clock_});
  ASSERT_TRUE(keeper.Step());  // Known again; and the first is out.
  Forget(1, 1);
  {
    auto busy = people_->Begin();
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(keeper.Step());
      clock_.Advance(std::chrono::minutes(1));
    }
    EXPECT_EQ(module_.With([](const State& state) { return state.slots.size(); }), 2U);
    EXPECT_THAT(Fault(), HasSubstr("another transaction"));
  }
  ASSERT_TRUE(keeper.Step());
  EXPECT_EQ(module_.With([](const State& state) { return state.slots.size(); }), 1U);
  ASSERT_EQ(keeper.Step(), false);
  EXPECT_EQ(Fault(), "");
}

// Power cut before, within and after each change that the module makes; on its way in people.db
// every change is whole or not at all. What the slot table says is right each time, and all is mended
// at the next opening.
class PowerCuts : public TemplateKeeperTest, public testing::WithParamInterface<Cut> {};

TEST_P(PowerCuts, LeaveNoSlotForTheWrongPerson) {
  Put(0, 4);
  ASSERT_TRUE(Settle(module_));
  for (int changes = 0;; ++changes) {
    SCOPED_TRACE(changes);
    // Everybody is replaced in the slots of those before; every other time in another module.
    Delete(changes * 4, 2);
    Forget(changes * 4 + 2, 2);
    Put((changes + 1) * 4, 4);
    module_.With([&](State& state) {
      if (changes % 2 == 1) state.mark = Bytes(16, 9);
      state.changes = 0;
      state.cut_after = changes;
      state.cut = GetParam();
    });
    const bool survived = Settle(module_);
    module_.With([](State& state) {
      state.cut_after.reset();
      state.unplugged = false;
    });
    ExpectNothingWrong(module_);
    ASSERT_TRUE(Settle(module_));
    ASSERT_EQ(HeldBy(module_), 4U);
    ASSERT_EQ(Known()->slots.size(), 4U);
    if (survived && changes % 2 == 0) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Each, PowerCuts, testing::Values(Cut::kBefore, Cut::kWithin, Cut::kAfter));

}  // namespace doorward::template_keeper_test
