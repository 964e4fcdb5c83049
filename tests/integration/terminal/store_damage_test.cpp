// Seeded damages to everything that a terminal keeps on its disk. Whatever they are, it starts, lets
// people out and takes commands; nobody who is not entitled gets in; who is entitled gets in as far as
// what is kept of them proves itself, and if not, the terminal says so.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "fakes/temp_dir.hpp"
#include "integration/terminal/disk_damage.hpp"
#include "integration/terminal/whole_terminal.hpp"

namespace doorward::store_damage_test {

// DOORWARD_SEED tries others.
unsigned Seed() {
  const char* given = std::getenv("DOORWARD_SEED");
  return given == nullptr ? 20'261'128 : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kRounds = 60;  // What sanitizers look for is the same in each.
#else
constexpr int kRounds = 500;
#endif
constexpr int kStaff = 40;
constexpr int kShown = 4;  // Of them, in each round.

std::string StaffCard(int number) { return "04AA00" + std::to_string(100'000 + number) + "00"; }

// Each is refused at the main door, for a reason of its own.
const std::map<std::string, std::string> kUnentitled{{"deleted today", "04DD0000000001"},
                                                     {"has no permission", "04DD0000000002"},
                                                     {"may pass the side door", "04DD0000000003"},
                                                     {"was a visitor last year", "04DD0000000004"},
                                                     {"nobody", "04DD0000000005"}};

Json PersonWith(const std::string& id, const std::string& card, const Json& permissions) {
  return {{"id", id},
          {"permissions", permissions},
          {"credentials", {{{"type", "card"}, {"uid", card}}}}};
}

Json OfDoor(const std::string& id, const std::string& door) {
  return {{"id", id}, {"doors", {door}}, {"when", {{"type", "always"}}}};
}

// Where one terminal lives.
struct Place {
  Place() { std::ofstream(config) << TwoDoors(storage, folder / "s"); }

  TempDir folder;
  const std::filesystem::path storage = folder / "data";
  const std::filesystem::path config = folder / "doorward.json";
};

class StoreDamageTest : public testing::Test {
 protected:
  StoreDamageTest() {
    Place place;
    {
      WholeTerminal terminal(place.config);
      FillYesterday(terminal);
    }
    yesterday_ = ReadTree(place.storage);
    WholeTerminal terminal(place.config);
    FillToday(terminal);
    today_ = ReadTree(place.storage);  // As a power cut leaves it: with write-ahead logs.
  }

  static void FillYesterday(WholeTerminal& terminal) {
    terminal.Do("permissions.put",
                {{"permissions", {OfDoor("main", "main"), OfDoor("side", "side")}}});
    Json people = Json::array();
    for (int i = 0; i < kStaff; ++i) {
      people.push_back(PersonWith("staff-" + std::to_string(i), StaffCard(i), {"main"}));
    }
    people.push_back(PersonWith("deleted", kUnentitled.at("deleted today"), {"main"}));
    people.push_back(PersonWith("barred", kUnentitled.at("has no permission"), {"main"}));
    people.push_back(PersonWith("side", kUnentitled.at("may pass the side door"), {"side"}));
    Json visitor = PersonWith("visitor", kUnentitled.at("was a visitor last year"), {"main"});
    visitor["valid_until"] = "2025-12-31T00:00:00Z";
    people.push_back(visitor);
    terminal.Do("people.put", {{"people", people}});
    EXPECT_EQ(terminal.Show(kUnentitled.at("deleted today")).at("result"), "granted");
    terminal.Do("config.put", {{"log", {{"level", "warning"}}}});
  }

  static void FillToday(WholeTerminal& terminal) {
    terminal.Do("people.delete", {{"ids", {"deleted"}}});
    terminal.Do(
        "people.put",
        {{"people", {PersonWith("barred", kUnentitled.at("has no permission"), Json::array())}}});
    terminal.Do("sim.keys", {{"reader", "main.pad"}, {"keys", "999999#"}});
    for (int i = 0; i < kStaff; ++i) EXPECT_EQ(terminal.Show(StaffCard(i)).at("result"), "granted");
    NobodyElseGetsIn(terminal);
  }

  static void NobodyElseGetsIn(WholeTerminal& terminal) {
    for (const auto& [who, card] : kUnentitled) {
      EXPECT_EQ(terminal.Show(card).at("result"), "denied") << who;
    }
  }

  // Of four people, those who are let in. Whoever is not is told of.
  static int LetIn(WholeTerminal& terminal, std::mt19937& random) {
    int granted = 0;
    for (int i = 0; i < kShown; ++i) {
      const Json record = terminal.Show(StaffCard(static_cast<int>(random() % kStaff)));
      granted += record.at("result") == "granted" ? 1 : 0;
    }
    const Json status = terminal.Do("device.info");
    EXPECT_TRUE(granted == kShown || !status.at("needs_data").is_null() ||
                status.at("clock") == "unsure")
        << status;
    return granted;
  }

  // Carries the command out; if it does not last, that is said.
  static void TakesUp(WholeTerminal& terminal, const char* name, const Json& arguments) {
    const Json reply = terminal.Reply(name, arguments);
    EXPECT_TRUE(reply.at("ok") == true || reply.at("error").at("code") == "unavailable") << reply;
  }

  // The office sends what is asked for, and all is as it should be.
  static void CanBeFilledAgain(WholeTerminal& terminal) {
    TakesUp(terminal, "people.delete", {{"all", true}});
    TakesUp(terminal, "permissions.put", {{"permissions", {OfDoor("main", "main")}}});
    TakesUp(terminal, "people.put", {{"people", {PersonWith("new", "04EE0000000001", {"main"})}}});
    const Json status = terminal.Do("device.info");
    const Json record = terminal.Show("04EE0000000001");
    EXPECT_TRUE(record.at("result") == "granted" || status.at("clock") == "unsure") << record;
    EXPECT_EQ(terminal.Show(StaffCard(1)).at("result"), "denied");
  }

  // People get out, nobody else in. Returns how many of four were let in.
  static int LookAt(WholeTerminal& terminal, std::mt19937& random) {
    if (!terminal.started()) return 0;
    EXPECT_EQ(terminal.ActiveOutputs(), std::set<std::string>());
    EXPECT_TRUE(terminal.Exits("main"));
    EXPECT_TRUE(terminal.Exits("side"));
    NobodyElseGetsIn(terminal);
    return LetIn(terminal, random);
  }

  // On the damaged disk; and, now and then, on what was made of it: what is mended stays mended.
  static int StartTwice(const Place& place, std::mt19937& random) {
    int granted = 0;
    {
      WholeTerminal terminal(place.config);
      granted = LookAt(terminal, random);
    }
    if (random() % 8 != 0) return granted;
    WholeTerminal again(place.config);
    LookAt(again, random);
    if (again.started()) CanBeFilledAgain(again);
    return granted;
  }

  // Returns how many of four were let in.
  int Round(int round, const Place& place) const {
    std::mt19937 random(Seed() + static_cast<unsigned>(round));
    Tree disk = today_;
    const std::string damage = DamageTree(disk, yesterday_, random);
    SCOPED_TRACE(testing::Message() << "seed " << Seed() << ", round " << round << ": " << damage);
    WriteTree(place.storage, disk);
    const int granted = StartTwice(place, random);
    EXPECT_TRUE(granted == kShown || SpoilsPeople(disk, today_));
    return granted;
  }

  Tree yesterday_, today_;
};

// Several terminals at once: they mostly wait.
TEST_F(StoreDamageTest, WhateverTheDiskHoldsPeopleGetOutAndNobodyElseIn) {
  std::atomic<int> next = 0;
  std::atomic<int> granted = 0;
  const auto run = [&] {
    const Place place;
    for (int round = next++; round < kRounds; round = next++) granted += Round(round, place);
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(run);
  }
  std::printf("let in: %d of %d\n", granted.load(), kRounds * kShown);
  EXPECT_GT(granted, kRounds * kShown / 2);
}

}  // namespace doorward::store_damage_test
