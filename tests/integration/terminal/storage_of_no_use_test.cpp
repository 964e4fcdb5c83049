// A terminal whose storage folder cannot be used goes on without it, and says of each command that what
// it changed does not last.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "fakes/file_size_limit.hpp"
#include "fakes/temp_dir.hpp"
#include "integration/terminal/whole_terminal.hpp"

namespace doorward::storage_of_no_use_test {

const Json kPeople{{"people",
                    {{{"id", "ana"},
                      {"permissions", {"always"}},
                      {"credentials", {{{"type", "card"}, {"uid", "04A1B2C3"}}}}}}}};
const Json kRights{
    {"permissions", {{{"id", "always"}, {"doors", {"main"}}, {"when", {{"type", "always"}}}}}}};

TEST(StorageOfNoUse, WhatACommandChangesHoldsAndIsNotCalledDone) {
  TempDir folder;
  std::ofstream(folder / "doorward.json") << TwoDoors(folder / "file" / "data", folder / "s");
  std::ofstream(folder / "file") << "no folder";
  WholeTerminal terminal(folder / "doorward.json");
  ASSERT_TRUE(terminal.started());
  EXPECT_TRUE(terminal.Exits("main"));
  for (const auto& [name, arguments] :
       {std::pair("permissions.put", kRights), std::pair("people.put", kPeople)}) {
    EXPECT_EQ(terminal.Reply(name, arguments).at("error").at("code"), "unavailable");
  }
  EXPECT_EQ(terminal.Show("04A1B2C3").at("result"), "granted");
  for (int time = 0; time < 2; ++time) {  // The second time out of the journal.
    Json gone = terminal.Reply("people.delete", {{"ids", {"ana"}}}, "gone");
    EXPECT_EQ(gone["error"]["code"], "unavailable") << gone;
  }
  EXPECT_EQ(terminal.Show("04A1B2C3").at("result"), "denied");
  const Json locked = terminal.Reply("door.mode", {{"door", "main"}, {"mode", "lockdown"}});
  EXPECT_EQ(locked.at("error").at("code"), "unavailable");
  const Json status = terminal.Do("device.info");
  EXPECT_EQ(status.at("doors").at("main").at("mode"), "lockdown");
  EXPECT_FALSE(status.at("needs_data").is_null());
  EXPECT_TRUE(terminal.Exits("side"));
}

// Whether the strike of `door` was released by the time that the exit button of the other has released its own, which
// was pressed later. Records need not reach the disk for it.
bool IsOpenedByPin(WholeTerminal& terminal, const std::string& door, const std::string& other) {
  terminal.EnterPin("482913", door + ".pad");
  EXPECT_TRUE(terminal.Exits(other));
  const Json trace = terminal.Do("sim.trace").at("trace");
  return std::ranges::any_of(trace, [&](const Json& change) {
    return change.at("line") == door + ".strike" && change.at("level") == "active";
  });
}

// A disk that takes nothing now may have taken nothing before the start either: whoever pulls the plug gains no
// guesses by it.
TEST(StorageOfNoUse, WhereNothingCanBeKeptPinsAreRefusedAtFirst) {
  TempDir folder;
  std::ofstream(folder / "doorward.json") << TwoDoors(folder / "data", folder / "s");
  {
    WholeTerminal terminal(folder / "doorward.json");
    terminal.Do(
        "permissions.put",
        {{"permissions",
          {{{"id", "always"}, {"doors", {"main", "side"}}, {"when", {{"type", "always"}}}}}}});
    terminal.Do("people.put", {{"people",
                                {{{"id", "ana"},
                                  {"permissions", {"always"}},
                                  {"credentials", {{{"type", "pin"}, {"pin", "482913"}}}}}}}});
    EXPECT_TRUE(IsOpenedByPin(terminal, "main", "side"));
  }
  const FileSizeLimit limit(4096);
  WholeTerminal terminal(folder / "doorward.json");
  ASSERT_TRUE(terminal.started());
  ASSERT_EQ(terminal.Do("device.info").at("people"), 1) << "she is known, and still refused";
  EXPECT_FALSE(IsOpenedByPin(terminal, "main", "side"));
}

}  // namespace doorward::storage_of_no_use_test
