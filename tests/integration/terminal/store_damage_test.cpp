// Seeded damages to everything that a terminal keeps on its disk. Whatever they are, it starts, lets
// people out and takes commands; nobody who is not entitled gets in; who is entitled gets in as far as
// what is kept of them proves itself, and if not, the terminal says so.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>

#include "fakes/temp_dir.hpp"
#include "integration/terminal/disk_damage.hpp"
#include "integration/terminal/whole_terminal.hpp"

namespace doorward::store_damage_test {

constexpr unsigned kSeed = 20'261'128;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kRounds = 60;  // What sanitizers look for is the same in each.
#else
constexpr int kRounds = 500;
#endif
constexpr int kStaff = 40;

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

class StoreDamageTest : public testing::Test {
 protected:
  StoreDamageTest() {
    std::ofstream(file_) << TwoDoors(storage_, folder_ / "s");
    {
      WholeTerminal terminal(file_);
      FillYesterday(terminal);
    }
    yesterday_ = ReadTree(storage_);
    WholeTerminal terminal(file_);
    FillToday(terminal);
    today_ = ReadTree(storage_);  // As a power cut leaves it: with what is in the write-ahead logs.
  }

  void FillYesterday(WholeTerminal& terminal) {
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

  void FillToday(WholeTerminal& terminal) {
    terminal.Do("people.delete", {{"ids", {"deleted"}}});
    terminal.Do("people.put", {{"people",
                                {PersonWith("barred", kUnentitled.at("has no permission"),
                                            Json::array())}}});
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
    constexpr int kShown = 4;
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

  // The office sends what is asked for, and all is as it should be.
  static void CanBeFilledAgain(WholeTerminal& terminal) {
    terminal.Do("people.delete", {{"all", true}});
    terminal.Do("permissions.put", {{"permissions", {OfDoor("main", "main")}}});
    terminal.Do("people.put", {{"people", {PersonWith("new", "04EE0000000001", {"main"})}}});
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
  int StartTwice(std::mt19937& random) {
    int granted = 0;
    {
      WholeTerminal terminal(file_);
      granted = LookAt(terminal, random);
    }
    if (random() % 8 != 0) return granted;
    WholeTerminal again(file_);
    LookAt(again, random);
    if (again.started()) CanBeFilledAgain(again);
    return granted;
  }

  TempDir folder_;
  const std::filesystem::path storage_ = folder_ / "data";
  const std::filesystem::path file_ = folder_ / "doorward.json";
  Tree yesterday_, today_;
};

TEST_F(StoreDamageTest, WhateverTheDiskHoldsPeopleGetOutAndNobodyElseIn) {
  std::mt19937 random(kSeed);
  int granted = 0;
  for (int round = 0; round < kRounds && !HasFatalFailure(); ++round) {
    Tree disk = today_;
    const std::string damage = DamageTree(disk, yesterday_, random);
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << ", round " << round << ": " << damage);
    WriteTree(storage_, disk);
    const int now = StartTwice(random);
    EXPECT_TRUE(now == 4 || SpoilsPeople(disk, today_));
    granted += now;
  }
  std::printf("let in: %d of %d\n", granted, kRounds * 4);
  EXPECT_GT(granted, kRounds * 2);
}

}  // namespace doorward::store_damage_test
