#include "doorward/readers/face_tracker.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace doorward::face_tracker_test {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFrame{100};
const SteadyTime kStart = SteadyTime() + seconds(100);

// One frame: a letter is a person, '?' a stranger, '~' a face of poor quality, ' ' nobody.
std::optional<FaceSighting> Sighting(char frame, SteadyTime at) {
  if (frame == ' ') return std::nullopt;
  FaceSighting sighting{.good_quality = frame != '~', .captured_at = at};
  if (frame != '~' && frame != '?') {
    sighting.match.person = PersonId(std::string(1, frame));
    sighting.recognised = true;
  }
  return sighting;
}

// What was presented, in the same letters, at its frame; '.' elsewhere.
std::string Track(FaceTracker& tracker, std::string_view frames, SteadyTime start = kStart) {
  std::string presented;
  SteadyTime now = start;
  for (const char frame : frames) {
    const auto face = tracker.Next(Sighting(frame, now), now);
    if (!face) {
      presented += '.';
    } else if (!face->good_quality) {
      presented += '~';
    } else {
      EXPECT_EQ(face->captured_at, now);
      presented += face->match.person.empty() ? '?' : face->match.person.str().front();
    }
    now += kFrame;
  }
  return presented;
}

struct Case {
  int frames;
  std::string_view seen;
  std::string_view presented;
};

class FaceTrackerFrames : public testing::TestWithParam<Case> {};

TEST_P(FaceTrackerFrames, ArePresentedOnce) {
  FaceTracker tracker(GetParam().frames);
  EXPECT_EQ(Track(tracker, GetParam().seen), GetParam().presented);
}

INSTANTIATE_TEST_SUITE_P(
    All, FaceTrackerFrames,
    testing::Values(Case{3, "aaaaaaaa", "..a....."},                // Once.
                    Case{1, "aaaa", "a..."},                        //
                    Case{3, "aabaaa", ".....a"},                    // In a row.
                    Case{3, "aa aaa", ".....a"},                    //
                    Case{3, "aa~aaa", ".....a"},                    //
                    Case{3, "ababab", "......"},                    // Never agreed.
                    Case{3, "????aaaa", "..?...a."},                // Then known after all.
                    Case{3, "aaabbb", "..a..b"},                    // One after the other.
                    Case{3, "aaa   aaa", "..a......"},              // A short absence.
                    Case{3, "~~~~~~~~~~~~", ".........~.."},        // Poor, once.
                    Case{3, "~~~~~~~~~~aaa", ".........~..a"},      // Poor, then good.
                    Case{3, "aaa~~~~~~~~~~~~", "..a............"},  // Walking away.
                    Case{2, "~~~~~~~~~aa~~~~~~~~~~", "..........a.........."}));

TEST(FaceTracker, SomeoneWhoStaysIsPresentedAgainAfterAWhile) {
  FaceTracker tracker(1);
  const std::string presented = Track(tracker, std::string(250, 'a'));
  EXPECT_EQ(presented.find('a'), 0U);
  EXPECT_EQ(presented.find('a', 1), 100U);
  EXPECT_EQ(presented.find('a', 101), 200U);
}

TEST(FaceTracker, SomeoneWhoWasAwayIsANewShowing) {
  FaceTracker tracker(2);
  EXPECT_EQ(Track(tracker, "aaa"), ".a.");
  EXPECT_EQ(Track(tracker, "aaa", kStart + seconds(3)), ".a.");
}

TEST(FaceTracker, ARestartPresentsWhoIsThereAnew) {
  FaceTracker tracker(2);
  EXPECT_EQ(Track(tracker, "????"), ".?..");
  tracker.Restart();
  EXPECT_EQ(Track(tracker, "????", kStart + kFrame * 4), ".?..");
}

TEST(FaceTracker, PresentsTheLastFrame) {
  FaceTracker tracker(2);
  FaceSighting first = *Sighting('a', kStart);
  FaceSighting second = *Sighting('a', kStart + kFrame);
  first.face.model = "first";
  second.face.model = "second";
  second.match.distance = 0.3F;
  EXPECT_FALSE(tracker.Next(first, kStart));
  const auto presented = tracker.Next(second, kStart + kFrame);
  ASSERT_TRUE(presented);
  EXPECT_EQ(presented->face.model, "second");
  EXPECT_EQ(presented->match.distance, 0.3F);
  EXPECT_TRUE(presented->jpeg.empty());
}

}  // namespace doorward::face_tracker_test
