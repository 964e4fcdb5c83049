#include "doorward/identify/credential_index.hpp"
#include "fakes/face_numbers.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <memory>
#include <vector>

namespace doorward::credential_index_test {

using Index = std::shared_ptr<const CredentialIndex>;

constexpr int kPeople = 6;  // Few, so that random changes meet.
constexpr int kKeys = 8;

PersonId PersonAt(int number) { return PersonId("p" + std::to_string(number)); }
CredentialKey KeyAt(int number) { return KeyOfQr("key " + std::to_string(number)); }
FaceNumbers FaceAt(int number) {
  FaceNumbers face{};
  face[static_cast<std::size_t>(number)] = 1.4F;
  return face;
}

MatchEntry AnyEntry() {
  MatchEntry entry{.rights = {.id = PersonAt(*rc::gen::inRange(0, kPeople))}};
  entry.rights.permissions = {PermissionId("v" + std::to_string(*rc::gen::inRange(0, 1'000)))};
  for (const int key : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, kKeys))) {
    entry.keys.push_back(KeyAt(key));
  }
  for (const int face : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, kKeys))) {
    if (entry.faces.size() < 3) entry.faces.push_back(FaceAt(face));
  }
  return entry;
}

// The same, without sharing anything or being fast.
class NaiveIndex {
 public:
  void Put(const std::vector<MatchEntry>& entries) {
    for (const MatchEntry& entry : entries) Delete(entry.rights.id);
    for (const MatchEntry& entry : entries) {
      Delete(entry.rights.id);
      people_[entry.rights.id] = entry;
      for (const CredentialKey& key : entry.keys) owners_[key.value] = entry.rights.id;
    }
  }

  void Delete(const PersonId& id) {
    people_.erase(id);
    std::erase_if(owners_, [&](const auto& owner) { return owner.second == id; });
  }

  void Clear() {
    people_.clear();
    owners_.clear();
  }

  void AgreesWith(const CredentialIndex& index) const {
    RC_ASSERT(index.people() == people_.size());
    for (int i = 0; i < kKeys; ++i) {
      const auto owner = owners_.find(KeyAt(i).value);
      const PersonRights* found = index.FindByKey(KeyAt(i));
      RC_ASSERT((found != nullptr) == (owner != owners_.end()));
      if (found != nullptr) RC_ASSERT(*found == people_.at(owner->second).rights);
    }
    std::size_t faces = 0;
    for (int i = 0; i < kPeople; ++i) {
      const auto person = people_.find(PersonAt(i));
      const PersonRights* found = index.FindPerson(PersonAt(i));
      RC_ASSERT((found != nullptr) == (person != people_.end()));
      if (found != nullptr) RC_ASSERT(*found == person->second.rights);
      if (person != people_.end()) faces += person->second.faces.size();
      FacesAgree(index, PersonAt(i));
    }
    RC_ASSERT(index.faces().size() == faces);
  }

 private:
  void FacesAgree(const CredentialIndex& index, const PersonId& id) const {
    const auto person = people_.find(id);
    for (int i = 0; i < kKeys; ++i) {
      bool expected = false;
      if (person != people_.end()) {
        for (const FaceTemplate& face : person->second.faces)
          expected |= face == FaceTemplate(FaceAt(i));
      }
      RC_ASSERT((index.faces().DistanceTo(id, FaceAt(i)) < 0.01F) == expected);
    }
  }

  std::map<PersonId, MatchEntry> people_;
  std::map<std::string, PersonId> owners_;
};

void ChangeBoth(Index& index, NaiveIndex& naive) {
  const int kind = *rc::gen::inRange(0, 20);
  if (kind == 0) {
    index = index->WithoutAnyone();
    naive.Clear();
  } else if (kind < 6) {
    std::vector<PersonId> ids;
    for (const int id : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, kPeople))) {
      ids.push_back(PersonAt(id));
      naive.Delete(ids.back());
    }
    index = index->WithoutPeople(ids);
  } else {
    std::vector<MatchEntry> entries;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) entries.push_back(AnyEntry());
    index = index->WithPeople(entries);
    naive.Put(entries);
  }
}

RC_GTEST_PROP(CredentialIndex, AgreesWithANaiveOneAndOldVersionsStay, ()) {
  Index index = std::make_shared<CredentialIndex>(RightsBook(), FakeFaceModel());
  NaiveIndex naive;
  std::vector<std::pair<Index, NaiveIndex>> versions = {{index, naive}};
  for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
    ChangeBoth(index, naive);
    versions.emplace_back(index, naive);
  }
  for (const auto& [version, model] : versions) model.AgreesWith(*version);
}

TEST(CredentialIndex, TwoPeopleOfABatchMaySwapACard) {
  const CredentialKey first = KeyAt(1);
  const CredentialKey second = KeyAt(2);
  const auto before =
      CredentialIndex(RightsBook(), FakeFaceModel())
          .WithPeople(std::vector<MatchEntry>{{.rights = {.id = PersonAt(1)}, .keys = {first}},
                                              {.rights = {.id = PersonAt(2)}, .keys = {second}}});
  const auto after =
      before->WithPeople(std::vector<MatchEntry>{{.rights = {.id = PersonAt(1)}, .keys = {second}},
                                                 {.rights = {.id = PersonAt(2)}, .keys = {first}}});
  EXPECT_EQ(before->FindByKey(first)->id, PersonAt(1));
  EXPECT_EQ(after->FindByKey(first)->id, PersonAt(2));
  EXPECT_EQ(after->FindByKey(second)->id, PersonAt(1));
}

TEST(CredentialIndex, NewRightsLeaveThePeople) {
  const auto before =
      CredentialIndex(RightsBook(), FakeFaceModel())
          .WithPeople(std::vector<MatchEntry>{{.rights = {.id = PersonAt(1)}, .keys = {KeyAt(1)}}});
  RightsBook book;
  book.permissions[PermissionId("x")] = {.id = PermissionId("x"), .when = AlwaysSchedule()};
  const auto after = before->WithRights(book);
  EXPECT_TRUE(before->rights().permissions.empty());
  EXPECT_EQ(after->rights().permissions.size(), 1U);
  EXPECT_NE(after->FindByKey(KeyAt(1)), nullptr);
}

}  // namespace doorward::credential_index_test
