// Any sequence of people.put and people.delete leaves what a simple model of it says, in the
// database, in the index, and in the index that a restart builds.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "integration/commands/terminal_rig.hpp"

namespace doorward::people_model_test {

// People p0 to p5 and cards 0 to 5: few, so that they meet.
using Model = std::map<std::string, std::set<int>>;  // Cards by person.

struct Step {
  enum class What { kPut, kDelete, kDeleteAll, kRestart } what;
  std::vector<std::pair<int, std::set<int>>> put;  // Persons, not two alike, and their cards.
  std::set<int> gone;
};

std::string Person(int number) { return "p" + std::to_string(number); }
std::string Uid(int card) { return "0400000" + std::to_string(card); }

// At most `size` numbers from 0 to 5.
std::set<int> AnySet(int size) {
  const auto numbers = *rc::gen::container<std::vector<int>>(
      static_cast<std::size_t>(*rc::gen::inRange(0, size + 1)), rc::gen::inRange(0, 6));
  return {numbers.begin(), numbers.end()};
}

rc::Gen<Step> AnyStep() {
  return rc::gen::exec([] {
    Step step{.what = *rc::gen::weightedElement<Step::What>({{8, Step::What::kPut},
                                                             {3, Step::What::kDelete},
                                                             {1, Step::What::kDeleteAll},
                                                             {1, Step::What::kRestart}}),
              .put = {},
              .gone = {}};
    if (step.what == Step::What::kPut) {
      for (const int person : AnySet(3)) step.put.emplace_back(person, AnySet(2));
    }
    if (step.what == Step::What::kDelete) step.gone = AnySet(3);
    return step;
  });
}

// Whether the step is possible: then the model has taken it.
bool Apply(const Step& step, Model& model) {
  Model next = model;
  for (const auto& [person, cards] : step.put) next[Person(person)] = cards;
  for (const int person : step.gone) next.erase(Person(person));
  if (step.what == Step::What::kDeleteAll) next.clear();
  std::set<int> owned;
  for (const auto& [person, cards] : next) {
    for (const int card : cards) {
      if (!owned.insert(card).second) return false;
    }
  }
  model = next;
  return true;
}

Json ArgumentsOf(const Step& step) {
  if (step.what == Step::What::kDeleteAll) return {{"all", true}};
  if (step.what == Step::What::kDelete) {
    Json ids = Json::array();
    for (const int person : step.gone) ids.push_back(Person(person));
    return {{"ids", ids}};
  }
  Json people = Json::array();
  for (const auto& [person, cards] : step.put) {
    Json credentials = Json::array();
    for (const int card : cards) credentials.push_back({{"type", "card"}, {"uid", Uid(card)}});
    people.push_back({{"id", Person(person)}, {"credentials", credentials}});
  }
  return {{"people", people}};
}

Model FromDatabase(TerminalRig& rig) {
  Model model;
  for (const auto& person : rig.PeopleInDatabase()) {
    std::set<int>& cards = model[person.id.str()];
    for (const Credential& credential : person.credentials) {
      cards.insert(std::get<CardCredential>(credential).uid.back() & 0x0F);
    }
  }
  return model;
}

Model FromIndex(TerminalRig& rig) {
  const auto index = rig.index().Get();
  Model model;
  for (int person = 0; person < 6; ++person) {
    if (index->FindPerson(PersonId(Person(person))) != nullptr) model[Person(person)];
  }
  for (int card = 0; card < 6; ++card) {
    const PersonRights* owner = index->FindByKey(KeyOfCard(*FromHex(Uid(card))));
    if (owner != nullptr) model[owner->id.str()].insert(card);
  }
  return model;
}

RC_GTEST_PROP(PeopleModel, DatabaseAndIndexAgreeWithIt, ()) {
  // Short: each step is a commit or two.
  const auto steps = *rc::gen::scale(0.15, rc::gen::container<std::vector<Step>>(AnyStep()));
  TerminalRig rig;
  Model model;
  for (const Step& step : steps) {
    if (step.what == Step::What::kRestart) {
      rig.Restart();
    } else {
      const bool possible = Apply(step, model);
      const char* name = step.what == Step::What::kPut ? "people.put" : "people.delete";
      RC_ASSERT(rig.Do(name, ArgumentsOf(step))["ok"].get<bool>() == possible);
    }
    RC_ASSERT(FromIndex(rig) == model);
    RC_ASSERT(rig.index().Get()->people() == model.size());
  }
  RC_ASSERT(FromDatabase(rig) == model);
}

}  // namespace doorward::people_model_test
