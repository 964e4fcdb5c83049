#include "door/input_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace doorward::input_watch_test {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr WatchedInput kButton{
    .name = "the exit button", .stuck = "it is stuck.", .flaps = "it is loose."};

class InputWatchTest : public testing::Test {
 protected:
  // Reads the input every 20 ms for `duration`; adds what is told.
  void Keep(bool active, Milliseconds duration) {
    for (const SteadyTime end = now_ + duration; now_ < end; now_ += Milliseconds(20)) {
      for (InputNotice& notice : watch_.Look(active, now_)) told_.push_back(std::move(notice));
    }
  }
  void Press(int times, Milliseconds apart) {
    for (int i = 0; i < times; ++i) {
      Keep(true, Milliseconds(100));
      Keep(false, apart - Milliseconds(100));
    }
  }
  std::vector<Event> Told() const {
    std::vector<Event> events;
    for (const InputNotice& notice : told_) events.push_back(notice.event);
    return events;
  }

  InputWatch watch_{kButton};
  SteadyTime now_ = SteadyTime() + std::chrono::hours(1);
  std::vector<InputNotice> told_;
};

TEST_F(InputWatchTest, WhatIsHeldForTooLongIsToldOnceAndItsEndToo) {
  Keep(true, Milliseconds(30'000));
  EXPECT_THAT(told_, IsEmpty());
  EXPECT_EQ(watch_.problem(), "");
  Keep(true, seconds(100));
  ASSERT_THAT(Told(), ElementsAre(Event::kInputStuck));
  EXPECT_EQ(told_[0].detail, "the exit button has been active for 30 s: it is stuck.");
  EXPECT_EQ(watch_.problem(), told_[0].detail);
  Keep(false, seconds(10));
  ASSERT_THAT(Told(), ElementsAre(Event::kInputStuck, Event::kInputStuckCleared));
  EXPECT_THAT(told_[1].detail, HasSubstr("after 130 s"));
  EXPECT_EQ(watch_.problem(), "");
}

TEST_F(InputWatchTest, EachTimeItIsHeldCountsForItself) {
  for (int i = 0; i < 20; ++i) {
    Keep(true, Milliseconds(29'900));
    Keep(false, Milliseconds(20));
  }
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(InputWatchTest, WhatWasNotLookedAtNeedNotHaveBeenActive) {
  Keep(true, seconds(20));
  watch_.Interrupt();
  Keep(true, seconds(20));
  EXPECT_THAT(told_, IsEmpty());
  Keep(true, seconds(20));
  EXPECT_THAT(Told(), ElementsAre(Event::kInputStuck));
  watch_.Interrupt();  // What was told stays, until it is seen to be over.
  Keep(true, seconds(5));
  EXPECT_THAT(Told(), ElementsAre(Event::kInputStuck));
}

TEST_F(InputWatchTest, AQueueOfImpatientPeopleIsNoAlarm) {
  for (int person = 0; person < 100;
       ++person) {  // Three presses each, one person every four seconds.
    Press(3, Milliseconds(200));
    Keep(false, Milliseconds(3'400));
  }
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(InputWatchTest, WhatFlapsIsToldOnceUntilItIsCalm) {
  Press(29, Milliseconds(500));
  EXPECT_THAT(told_, IsEmpty());
  Press(400, Milliseconds(500));
  ASSERT_THAT(Told(), ElementsAre(Event::kInputFlapping));
  EXPECT_THAT(told_[0].detail, HasSubstr("30 times in 30 s: it is loose."));
  Keep(false, seconds(40));
  EXPECT_THAT(Told(), ElementsAre(Event::kInputFlapping, Event::kInputFlappingCleared));
}

TEST_F(InputWatchTest, WhatFlapsAtThePaceOfTheBoundIsToldOnce) {
  for (int i = 0; i < 20; ++i) {
    Press(35, Milliseconds(900));
    Press(35, Milliseconds(1'200));
  }
  EXPECT_THAT(Told(), ElementsAre(Event::kInputFlapping));
}

TEST_F(InputWatchTest, WhatFlapsAndThenSticksIsToldAsThat) {
  Press(40, Milliseconds(500));
  Keep(true, seconds(60));
  ASSERT_GE(told_.size(), 3U);
  EXPECT_THAT(Told(),
              ElementsAre(Event::kInputFlapping, Event::kInputFlappingCleared, Event::kInputStuck));
  Keep(false, seconds(1));
  EXPECT_EQ(watch_.problem(), "");
}

TEST(InputWatch, AnInputThatMayComeAtAnyPaceDoesNotFlap) {
  InputWatch key({.name = "a key", .stuck = "it is stuck.", .flaps = {}});
  SteadyTime now = SteadyTime() + std::chrono::hours(1);
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_THAT(key.Look(i % 2 == 0, now), IsEmpty());
    now += Milliseconds(20);
  }
}

}  // namespace doorward::input_watch_test
