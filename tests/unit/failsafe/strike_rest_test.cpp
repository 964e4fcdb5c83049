#include "doorward/failsafe/strike_rest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doorward/core/file.hpp"
#include "fakes/fake_gpiod.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::strike_rest_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

RestingStrike Strike(std::string door, unsigned line, bool energised, bool active_high = true) {
  return {.door = std::move(door),
          .line = {.chip = "/dev/gpiochip0", .line = line, .active_high = active_high},
          .energised = energised};
}

class StrikeRestTest : public testing::Test {
 protected:
  StrikeRestTest() { TheFakeGpiod() = FakeGpiod(); }

  FakeGpiodLine& Line(unsigned line) { return TheFakeGpiod().lines[line]; }
};

TEST_F(StrikeRestTest, EachStrikeGoesToItsRestAndIsLetGo) {
  ASSERT_TRUE(RestStrikes({Strike("strike", 1, false), Strike("magnet", 2, true)}));
  EXPECT_THAT(Line(1).values, ElementsAre(0));
  EXPECT_THAT(Line(2).values, ElementsAre(1));
  EXPECT_EQ(TheFakeGpiod().open_chips, 0);
}

TEST_F(StrikeRestTest, OneThatFailsDoesNotKeepTheOthers) {
  Line(1).request_errno = EBUSY;
  Line(3).request_errno = EIO;
  const Status rested =
      RestStrikes({Strike("front", 1, false), Strike("back", 2, false), Strike("side", 3, false)});
  ASSERT_FALSE(rested);
  EXPECT_THAT(rested.error().message, HasSubstr("door front: "));
  EXPECT_THAT(rested.error().message, HasSubstr("\ndoor side: "));
  EXPECT_THAT(rested.error().message, Not(HasSubstr("back")));
  EXPECT_THAT(Line(2).values, ElementsAre(0));
}

TEST_F(StrikeRestTest, WhatIsKeptIsReadAgain) {
  const TempDir folder;
  const std::vector<RestingStrike> strikes = {Strike("front", 5, false),
                                              Strike("b", 0, true, false)};
  ASSERT_TRUE(KeepForRest(folder / "strikes.json", strikes));
  EXPECT_EQ(ReadForRest(folder / "strikes.json"), strikes);
  ASSERT_TRUE(KeepForRest(folder / "strikes.json", {}));
  EXPECT_EQ(ReadForRest(folder / "strikes.json"), std::vector<RestingStrike>());
}

TEST_F(StrikeRestTest, NothingIsKnownBeforeADaemonKeptIt) {
  const TempDir folder;
  const auto strikes = ReadForRest(folder / "strikes.json");
  ASSERT_FALSE(strikes);
  EXPECT_EQ(strikes.error().code, ErrorCode::kNotFound);
}

TEST_F(StrikeRestTest, WhatIsNotWholeMovesNothing) {
  const TempDir folder;
  const std::filesystem::path file = folder / "strikes.json";
  for (
      const char* text :
      {"", "{", "[]", "{}", R"({"strikes": {}})", R"({"strikes": [{}]})",
       R"({"strikes": [{"door": "a", "chip": "c", "line": -1, "active_high": true, "energised": true}]})",
       R"({"strikes": [{"door": "a", "chip": "c", "line": 1, "active_high": 1, "energised": true}]})"}) {
    ASSERT_TRUE(WriteFileDurably(file, AsBytes(std::string_view(text))));
    EXPECT_FALSE(ReadForRest(file)) << text;
  }
}

}  // namespace doorward::strike_rest_test
