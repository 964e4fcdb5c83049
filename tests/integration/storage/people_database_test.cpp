#include "doorward/storage/people_database.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <thread>

#include "fakes/face_numbers.hpp"
#include "fakes/person_generators.hpp"
#include "storage_fixture.hpp"

namespace doorward::people_database_test {

class PeopleDatabaseTest : public testing::Test {
 protected:
  PeopleDatabaseTest() { Reopen(); }

  void Reopen() {
    database_.reset();
    auto opened = PeopleDatabase::Open(folder_.path() / "people.db", box_);
    ASSERT_OK(opened);
    database_ = std::move(*opened);
  }

  Status Put(const std::vector<Person>& people) {
    DW_TRY_ASSIGN(auto transaction, database_->Begin());
    DW_TRY(database_->PutPeople(people));
    return transaction.Commit();
  }

  std::optional<Person> Get(const std::string& id) {
    auto transaction = database_->Begin();
    auto person = database_->GetPerson(PersonId(id));
    EXPECT_OK(person);
    return person ? *person : std::nullopt;
  }

  std::vector<MatchEntry> AllEntries() {
    std::vector<MatchEntry> entries;
    auto transaction = database_->Begin();
    EXPECT_OK(database_->ForEachMatchEntry([&](MatchEntry e) { entries.push_back(std::move(e)); }));
    return entries;
  }

  std::int64_t Revision() {
    auto transaction = database_->Begin();
    return database_->Revision().value_or(-1);
  }

  TempDir folder_;
  SecretBox box_ = TestBox();
  std::unique_ptr<PeopleDatabase> database_;
};

Person Holder(const std::string& id, std::vector<Credential> credentials) {
  Person person;
  person.id = PersonId(id);
  person.credentials = std::move(credentials);
  return person;
}

const Credential kCard = CardCredential{{1, 2, 3, 4}};
const Credential kOther = CardCredential{{9, 8, 7, 6}};

TEST_F(PeopleDatabaseTest, KeepsPeopleOverAnEnd) {
  const auto people = PeopleOf(0, 3);
  ASSERT_OK(Put(people));
  Reopen();
  EXPECT_EQ(Get("100001"), people[1]);
  EXPECT_EQ(Get("nobody"), std::nullopt);
  EXPECT_EQ(std::filesystem::status(folder_.path() / "people.db").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(PeopleDatabaseTest, WhatIsNotCommittedIsGone) {
  {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->PutPeople(PeopleOf(0, 1)));
  }
  EXPECT_EQ(Get("100000"), std::nullopt);
  EXPECT_EQ(Revision(), 0);
}

TEST_F(PeopleDatabaseTest, EntriesCarryWhatTheMatcherNeeds) {
  Person person = PersonOf(5);
  person.credentials.push_back(PinCredential{"482913"});
  person.credentials.push_back(FingerprintCredential{"simulated", 7, {}});
  person.credentials.push_back(QrCredential{"VISIT-1"});
  ASSERT_OK(Put({person}));
  const auto entries = AllEntries();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].rights, RightsOf(person));
  EXPECT_EQ(entries[0].faces, std::vector<FaceTemplate>{FaceOf(5).Of("dlib-resnet-v1")});
  EXPECT_THAT(entries[0].keys,
              testing::UnorderedElementsAre(KeyOfCard(UidOf(5)), KeyOfPin(box_, "482913"),
                                            KeyOfFinger("simulated", 7), KeyOfQr("VISIT-1")));
}

TEST_F(PeopleDatabaseTest, PutReturnsEntriesInTheOrderGiven) {
  auto transaction = database_->Begin();
  const auto entries = database_->PutPeople({{Holder("b", {kCard}), Holder("a", {kOther})}});
  ASSERT_OK(entries);
  EXPECT_EQ((*entries)[0].rights.id, PersonId("b"));
  EXPECT_EQ((*entries)[1].keys, std::vector{KeyOfCard(Bytes{9, 8, 7, 6})});
}

TEST_F(PeopleDatabaseTest, NoTwoPeopleHoldOneCredential) {
  const std::vector<Credential> unique = {kCard, QrCredential{"VISIT-7731"},
                                          PinCredential{"482913"},
                                          FingerprintCredential{"zfm", 7, {}}};
  for (const Credential& credential : unique) {
    ASSERT_OK(Put({Holder("first", {credential})}));
    const Status status = Put({Holder("x", {}), Holder("second", {kOther, credential})});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kAlreadyExists);
    EXPECT_EQ(status.error().path, "people[1].credentials[1]");
    EXPECT_THAT(status.error().message, testing::Not(testing::HasSubstr("482913")));
    EXPECT_EQ(Get("x"), std::nullopt);
  }
}

TEST_F(PeopleDatabaseTest, TwoPeopleSwapCardsWithinOneBatch) {
  ASSERT_OK(Put({Holder("a", {kCard}), Holder("b", {kOther})}));
  ASSERT_OK(Put({Holder("a", {kOther}), Holder("b", {kCard})}));
  EXPECT_EQ(Get("a")->credentials, std::vector{kOther});
  EXPECT_EQ(Get("b")->credentials, std::vector{kCard});
  const Status status = Put({Holder("c", {kCard})});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kAlreadyExists);
}

TEST_F(PeopleDatabaseTest, ACredentialIsFreeOnceItsHolderIsGone) {
  ASSERT_OK(Put({Holder("a", {kCard, kOther})}));
  ASSERT_OK(Put({Holder("a", {kOther})}));
  ASSERT_OK(Put({Holder("b", {kCard})}));
  auto transaction = database_->Begin();
  EXPECT_EQ(*database_->DeletePeople({{PersonId("b"), PersonId("nobody")}}),
            std::vector{PersonId("b")});
  ASSERT_OK(database_->PutPeople({{Holder("c", {kCard})}}));
  EXPECT_EQ(*database_->DeleteAllPeople(), 2U);
  EXPECT_EQ(*database_->CountPeople(), 0U);
  ASSERT_OK(database_->PutPeople({{Holder("d", {kCard, kOther})}}));
}

TEST_F(PeopleDatabaseTest, SecretsAreHeldAndNotTold) {
  const Credential totp = TotpCredential{Bytes(20, 0x11)};
  ASSERT_OK(Put({Holder("a", {PinCredential{"482913"}, totp, BluetoothCredential{Bytes(16, 1)},
                              BluetoothCredential{Bytes(16, 2)}})}));
  const auto read = Get("a");
  const std::vector<Credential> held = {
      HeldSecret{CredentialType::kPin}, HeldSecret{CredentialType::kTotp},
      HeldSecret{CredentialType::kBluetooth}, HeldSecret{CredentialType::kBluetooth}};
  EXPECT_EQ(read->credentials, held);
  Person edited = *read;
  edited.name = "A longer name than before, so that the row needs another slot in the vault.";
  ASSERT_OK(Put({edited}));
  EXPECT_EQ(Get("a"), edited);
  EXPECT_EQ(AllEntries()[0].keys, std::vector{KeyOfPin(box_, "482913")});
}

TEST_F(PeopleDatabaseTest, ASecretThatNobodyHoldsIsNotFound) {
  ASSERT_OK(Put({Holder("a", {kCard})}));
  for (const char* id : {"a", "new"}) {
    const Status status = Put({Holder(id, {kOther, HeldSecret{CredentialType::kPin}})});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(status.error().path, "people[0].credentials[1]");
  }
}

TEST_F(PeopleDatabaseTest, RefusesWhatMustNotBeKept) {
  FaceNumbers bad = FaceOf(1);
  bad[64] = std::nanf("");
  const std::vector<std::vector<Person>> batches = {
      {Holder("a b", {})},
      {Holder("", {})},
      {Holder("a", {}), Holder("a", {})},
      {Holder("a", {bad.Of("m")})},
      {Holder("a", {FaceCredential{"m", {}}})},
      {Holder("a", {CardCredential{{1, 2, 3}}})},
      {Holder("a", {PinCredential{"12"}})},
      {Holder("a", {PinCredential{"1234"}, PinCredential{"5678"}})},
      {Holder("a", std::vector<Credential>(17, kCard))}};
  for (const auto& batch : batches) {
    const Status status = Put(batch);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(status.error().path, testing::StartsWith("people["));
  }
}

TEST_F(PeopleDatabaseTest, ListsInOrderOfIdByPages) {
  auto people = PeopleOf(0, 25);
  std::reverse(people.begin(), people.end());
  ASSERT_OK(Put(people));
  auto transaction = database_->Begin();
  const auto first = database_->ListPeople(PersonId(), 10);
  ASSERT_EQ(first->size(), 10U);
  EXPECT_EQ(first->front().id, PersonId("100000"));
  const auto next = database_->ListPeople(first->back().id, 20);
  ASSERT_EQ(next->size(), 15U);
  EXPECT_EQ(next->front().id, PersonId("100010"));
}

RC_GTEST_PROP(PeopleDatabaseProperty, KeepsAnyPersonWhole, ()) {
  static const TempDir folder;
  static const SecretBox box = TestBox();
  static const auto database = *PeopleDatabase::Open(folder.path() / "any.db", box);
  auto transaction = database->Begin();
  RC_ASSERT(database->DeleteAllPeople().has_value());
  // Twice: the second replaces the first, mostly in another slot.
  Person first = *AnyPerson();
  Person second = *AnyPerson();
  second.id = first.id;
  for (Person* person : {&first, &second}) {
    std::set<std::string> keys;  // Two fingers may share a slot by chance.
    std::erase_if(person->credentials, [&](const Credential& credential) {
      const auto key = KeyOf(credential, box);
      return key && !keys.insert(std::to_string(static_cast<int>(key->type)) + key->value).second;
    });
    const auto put = database->PutPeople({person, 1});
    RC_LOG() << (put ? std::string() : put.error().Text());
    RC_ASSERT(put.has_value());
    RC_ASSERT(**database->GetPerson(person->id) == *person);
  }
  RC_ASSERT(*database->CountPeople() == 1U);
}

TEST_F(PeopleDatabaseTest, KeepsRights) {
  Permission permission{PermissionId("p"), {DoorId("main")}, DailySchedule{{{540, 720}}, {}}};
  const Holiday holiday{HolidayId("h"), "'); DROP TABLE holiday; --", {{2026, 2, 17}}};
  {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->PutPermissions({{permission}}));
    permission.doors = {DoorId("back")};
    ASSERT_OK(database_->PutPermissions({{permission}}));
    ASSERT_OK(database_->PutHolidays({{holiday}}));
    ASSERT_OK(transaction->Commit());
  }
  Reopen();
  auto transaction = database_->Begin();
  const auto book = database_->LoadRights(TimeZone::Utc());
  ASSERT_OK(book);
  EXPECT_EQ(book->permissions.at(PermissionId("p")), permission);
  EXPECT_EQ(book->holidays.at(HolidayId("h")), holiday);
  EXPECT_EQ(*database_->DeletePermissions({{PermissionId("p"), PermissionId("q")}}), 1U);
  EXPECT_EQ(*database_->DeleteHolidays({{HolidayId("h")}}), 1U);
  EXPECT_TRUE(database_->LoadRights(TimeZone::Utc())->permissions.empty());
}

TEST_F(PeopleDatabaseTest, ThereIsRoomForSoManyPermissions) {
  auto transaction = database_->Begin();
  std::vector<Permission> permissions;
  for (int i = 0; i < 4096; ++i) {
    permissions.push_back({PermissionId("p" + std::to_string(i)), {DoorId("d")}, AlwaysSchedule{}});
  }
  ASSERT_OK(database_->PutPermissions(permissions));
  const Status full =
      database_->PutPermissions({{{PermissionId("more"), {DoorId("d")}, AlwaysSchedule{}}}});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kResourceExhausted);
}

TEST_F(PeopleDatabaseTest, KeepsDoorModes) {
  const StoredDoorMode free{DoorId("main"), DoorMode::kFree, TimeAt(1'800'000'000)};
  const StoredDoorMode lockdown{DoorId("main"), DoorMode::kLockdown, std::nullopt};
  auto transaction = database_->Begin();
  ASSERT_OK(database_->PutDoorMode(free));
  EXPECT_EQ(database_->DoorModes()->at(0).until, free.until);
  ASSERT_OK(database_->PutDoorMode(lockdown));
  const auto modes = database_->DoorModes();
  ASSERT_EQ(modes->size(), 1U);
  EXPECT_EQ(modes->front().mode, DoorMode::kLockdown);
  EXPECT_EQ(modes->front().until, std::nullopt);
}

TEST_F(PeopleDatabaseTest, AnActIsRememberedForAsLongAsItCouldBeRepeated) {
  auto transaction = database_->Begin();
  const WallTime now = *ParseTime("2026-11-23T08:00:00Z");
  const WallTime until = now + std::chrono::minutes(5);
  ASSERT_OK(database_->JournalAct({"act", "door.release", ""}, until, now));
  ASSERT_OK(database_->JournalAct({"act", "door.release", "done"}, until, now));
  for (int i = 0; i <= static_cast<int>(PeopleDatabase::kJournalLength); ++i) {
    ASSERT_OK(database_->Journal({"c" + std::to_string(i), "people.put", "reply"}));
  }
  ASSERT_OK(database_->JournalAct({"late", "door.release", ""}, until + Milliseconds(1), until));
  EXPECT_EQ((*database_->FindJournal("act"))->reply, "done");
  ASSERT_OK(database_->JournalAct({"later", "door.release", ""}, until, until + Milliseconds(1)));
  EXPECT_EQ(*database_->FindJournal("act"), std::nullopt);
  EXPECT_NE(*database_->FindJournal("late"), std::nullopt);
}

TEST_F(PeopleDatabaseTest, AnActIsRefusedRatherThanAnotherForgotten) {
  auto transaction = database_->Begin();
  const WallTime now = *ParseTime("2026-11-23T08:00:00Z");
  const WallTime until = now + std::chrono::minutes(5);
  for (std::size_t i = 0; i < PeopleDatabase::kActsHeld; ++i) {
    ASSERT_OK(database_->JournalAct({"r" + std::to_string(i), "door.release", ""}, until, now));
  }
  const Status full = database_->JournalAct({"more", "door.release", ""}, until, now);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kResourceExhausted);
  EXPECT_OK(database_->JournalAct({"r0", "door.release", "done"}, until, now));  // It is known.
  EXPECT_OK(database_->JournalAct({"mode", "door.mode", ""}, until, now));
  EXPECT_OK(database_->JournalAct({"more", "door.release", ""}, until, until + Milliseconds(1)));
}

TEST_F(PeopleDatabaseTest, TheJournalForgetsAllButTheLast) {
  auto transaction = database_->Begin();
  const int total = static_cast<int>(PeopleDatabase::kJournalLength) + 20;
  for (int i = 0; i < total; ++i) {
    const std::string id = "c" + std::to_string(i);
    ASSERT_OK(database_->Journal({id, "door.release", ""}));
    ASSERT_OK(database_->Journal({id, "door.release", "reply " + std::to_string(i)}));
  }
  EXPECT_EQ(*database_->FindJournal("c19"), std::nullopt);
  EXPECT_EQ((*database_->FindJournal("c20"))->reply, "reply 20");
  EXPECT_EQ((*database_->FindJournal("c10019"))->name, "door.release");
}

TEST_F(PeopleDatabaseTest, TheRevisionRisesWithChangesOnly) {
  ASSERT_OK(Put(PeopleOf(0, 1)));
  EXPECT_EQ(Revision(), 1);
  {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->Journal({"id", "device.info", "{}"}));
    ASSERT_OK(database_->DeletePeople({{PersonId("nobody")}}));
    ASSERT_OK(transaction->Commit());
  }
  EXPECT_EQ(Revision(), 1);
}

TEST_F(PeopleDatabaseTest, ATransactionWaitsForTheOneBefore) {
  auto first = database_->Begin();
  ASSERT_OK(database_->PutPeople(PeopleOf(0, 1)));
  std::thread second([&] { EXPECT_OK(Put(PeopleOf(1, 1))); });
  ASSERT_OK(first->Commit());
  second.join();
  EXPECT_EQ(Revision(), 2);
}

// Row 1 of the threats: text that breaks other people's SQL is only text here.
TEST_F(PeopleDatabaseTest, HostileTextIsOnlyText) {
  const std::vector<std::string> texts = {"'; DROP TABLE person; --",
                                          "\" OR \"\"=\"",
                                          "') UNION SELECT * FROM vault --",
                                          "?1",
                                          ":id",
                                          "%n%n%s",
                                          "\\",
                                          "\r\nERROR",
                                          "a'b\"c`d[e]",
                                          "/*",
                                          std::string(256, '\''),
                                          "张伟😀",
                                          "\x01\x1F"};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i];
    Person person = Holder("p" + std::to_string(i), {QrCredential{text}});
    person.name = person.department = person.employee_no = text;
    ASSERT_OK(Put({person}));
    EXPECT_EQ(Get(person.id.str()), person);
    EXPECT_EQ(Get(text), std::nullopt);
    auto transaction = database_->Begin();
    EXPECT_TRUE(database_->DeletePeople({{PersonId(text)}})->empty());
    ASSERT_OK(database_->Journal({text, text, text}));
    EXPECT_EQ((*database_->FindJournal(text))->reply, text);
    EXPECT_EQ(*database_->CountPeople(), i + 1);
  }
}

}  // namespace doorward::people_database_test
