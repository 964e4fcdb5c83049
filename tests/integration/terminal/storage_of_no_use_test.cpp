// A terminal whose storage folder cannot be used goes on without it, and says of each command that what
// it changed does not last.

#include <gtest/gtest.h>

#include <fstream>

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

}  // namespace doorward::storage_of_no_use_test
