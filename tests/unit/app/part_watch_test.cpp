#include "app/part_watch.hpp"

#include <gmock/gmock.h>

#include "doorward/core/log.hpp"

namespace doorward::part_watch_test {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class PartWatchTest : public testing::Test {
 protected:
  PartWatchTest() { EXPECT_TRUE(SetLogLevel("error")); }

  std::vector<PartNotice> Look() { return watch_.Look(health_.Reports(), now_); }
  void Lose() { health_.Degraded("nfc", "gone"); }
  void Return() { health_.Ok("nfc", "reader"); }
  void Flap(int times) {
    for (int i = 0; i < times; ++i) {
      Lose();
      Return();
    }
  }

  const PartNotice lost_{"nfc", Event::kDeviceLost, "gone"};
  const PartNotice back_{"nfc", Event::kDeviceBack, "reader"};
  Health health_;
  PartWatch watch_;
  SteadyTime now_{seconds(1000)};
};

TEST_F(PartWatchTest, SaysNothingOfAPartThatIsWell) {
  EXPECT_THAT(Look(), IsEmpty());
  Return();
  EXPECT_THAT(Look(), IsEmpty());
}

TEST_F(PartWatchTest, APartThatIsMissingAtTheStartIsLostOnce) {
  Lose();
  EXPECT_THAT(Look(), ElementsAre(lost_));
  health_.Degraded("nfc", "still gone, for another reason");
  now_ += std::chrono::hours(1);
  EXPECT_THAT(Look(), IsEmpty());
  Return();
  EXPECT_THAT(Look(), ElementsAre(back_));
}

TEST_F(PartWatchTest, EachPartIsToldOfOnItsOwn) {
  Return();
  health_.Degraded("door:main", "contact");
  EXPECT_THAT(Look(), ElementsAre(PartNotice{"door:main", Event::kDeviceLost, "contact"}));
  Lose();
  EXPECT_THAT(Look(), ElementsAre(lost_));
}

TEST_F(PartWatchTest, ALossBetweenTwoLooksIsToldAsLostAndBack) {
  Flap(1);
  EXPECT_THAT(Look(), ElementsAre(PartNotice{"nfc", Event::kDeviceLost, "it was away for a moment"},
                                  back_));
  EXPECT_THAT(Look(), IsEmpty());
}

TEST_F(PartWatchTest, TheSecondLossOfAMinuteWaitsForItsEnd) {
  Lose();
  EXPECT_THAT(Look(), ElementsAre(lost_));
  Return();
  EXPECT_THAT(Look(), ElementsAre(back_));
  Lose();
  now_ += seconds(59);
  EXPECT_THAT(Look(), IsEmpty());
  now_ += seconds(1);
  EXPECT_THAT(Look(), ElementsAre(lost_));
}

TEST_F(PartWatchTest, SaysHowManyLossesWereLeftOut) {
  Flap(1);
  EXPECT_EQ(Look().size(), 2U);
  Flap(3);
  Lose();
  EXPECT_THAT(Look(), IsEmpty());
  now_ += seconds(60);
  EXPECT_THAT(Look(), ElementsAre(PartNotice{"nfc", Event::kDeviceLost,
                                             "gone (3 more losses were left out)"}));
  Return();
  Lose();
  Return();
  EXPECT_THAT(Look(), ElementsAre(PartNotice{"nfc", Event::kDeviceBack,
                                             "reader (1 more loss was left out)"}));
}

TEST_F(PartWatchTest, HoweverItFlapsThereIsOnePairAMinuteAndTheyAlternate) {
  int told = 0;
  bool is_lost = false;
  for (int tenth = 0; tenth < 6000; ++tenth, now_ += Milliseconds(100)) {
    if (tenth % 3 == 0) Lose();
    if (tenth % 7 == 0) Return();
    for (const PartNotice& notice : Look()) {
      ++told;
      EXPECT_EQ(notice.event, is_lost ? Event::kDeviceBack : Event::kDeviceLost);
      is_lost = !is_lost;
    }
  }
  EXPECT_GE(told, 19);
  EXPECT_LE(told, 20);  // In ten minutes.
}

}  // namespace doorward::part_watch_test
