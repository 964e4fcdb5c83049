#include "app/strike_rest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_gpiod.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

DoorSection Door(std::string id, unsigned line, LockType lock, Strike rest) {
  DoorSection section;
  section.door.id = DoorId(std::move(id));
  section.door.lock_type = lock;
  section.door.rest = rest;
  section.strike = GpioLineConfig{.chip = "/dev/gpiochip0", .line = line};
  return section;
}

class StrikeRestTest : public testing::Test {
 protected:
  StrikeRestTest() { TheFakeGpiod() = FakeGpiod(); }

  const std::vector<int>& Values(unsigned line) { return TheFakeGpiod().lines[line].values; }
};

TEST_F(StrikeRestTest, EachStrikeGoesToItsRest) {
  Config config;
  config.doors = {Door("strike", 1, LockType::kFailSecure, Strike::kSecure),
                  Door("magnet", 2, LockType::kFailSafe, Strike::kSecure),
                  Door("free_strike", 3, LockType::kFailSecure, Strike::kRelease),
                  Door("free_magnet", 4, LockType::kFailSafe, Strike::kRelease)};
  ASSERT_TRUE(RestStrikes(config));
  EXPECT_THAT(Values(1), ElementsAre(0));
  EXPECT_THAT(Values(2), ElementsAre(1));
  EXPECT_THAT(Values(3), ElementsAre(1));
  EXPECT_THAT(Values(4), ElementsAre(0));
  EXPECT_EQ(TheFakeGpiod().open_chips, 0);
}

TEST_F(StrikeRestTest, OneThatFailsDoesNotKeepTheOthers) {
  TheFakeGpiod().lines[1].request_errno = EBUSY;
  TheFakeGpiod().lines[3].request_errno = EIO;
  Config config;
  config.doors = {Door("front", 1, LockType::kFailSecure, Strike::kSecure),
                  Door("back", 2, LockType::kFailSecure, Strike::kSecure),
                  Door("side", 3, LockType::kFailSecure, Strike::kSecure)};
  const Status rested = RestStrikes(config);
  ASSERT_FALSE(rested);
  EXPECT_THAT(rested.error().message, HasSubstr("door front: "));
  EXPECT_THAT(rested.error().message, HasSubstr("\ndoor side: "));
  EXPECT_THAT(rested.error().message, Not(HasSubstr("back")));
  EXPECT_THAT(Values(2), ElementsAre(0));
}

TEST_F(StrikeRestTest, ASimulatedStrikeHasNothingToDrive) {
  Config config;
  config.doors.emplace_back().strike = SimulatedPart{};
  EXPECT_TRUE(RestStrikes(config));
  EXPECT_THAT(Values(0), IsEmpty());
}

TEST_F(StrikeRestTest, NothingIsKnownBeforeADaemonKeptIt) {
  const TempDir folder;
  const auto config = ReadForRest(folder.path());
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace doorward
