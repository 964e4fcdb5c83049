// What a camera presents of faces that it finds live, or does not.

#include "readers/liveness_track.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "doorward/readers/face_tracker.hpp"
#include "fakes/fake_face_engine.hpp"
#include "fakes/scripted_liveness.hpp"

namespace doorward::liveness_track_test {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Script = std::vector<std::string>;

constexpr milliseconds kFrame{100};
constexpr double kOneFace = 0.5;
const SteadyTime kStart = SteadyTime() + seconds(100);

// A letter is a person; '?' and '*' are two strangers, '~' is a face of poor quality, ' ' nobody.
std::optional<FaceSighting> Sighting(char frame, SteadyTime at) {
  if (frame == ' ') return std::nullopt;
  FaceSighting sighting{.good_quality = frame != '~', .captured_at = at};
  if (!sighting.good_quality) return sighting;
  sighting.face = FakeFaceEngine::VectorOf(static_cast<unsigned>(frame));
  sighting.recognised = frame != '?' && frame != '*';
  if (sighting.recognised) sighting.match.person = PersonId(std::string(1, frame));
  return sighting;
}

char Letter(const std::optional<FacePresented>& face) {
  if (!face) return '.';
  if (!face->good_quality) return '~';
  switch (face->liveness) {
    case LivenessVerdict::kSpoof: return 'S';
    case LivenessVerdict::kUndecided: return 'U';
    case LivenessVerdict::kLive: break;
  }
  return face->match.person.empty() ? '?' : face->match.person.str().front();
}

class LivenessTrackTest : public testing::Test {
 protected:
  void Start(Script script) {
    auto liveness = std::make_unique<ScriptedLiveness>(std::move(script));
    liveness_ = liveness.get();
    track_.emplace(std::move(liveness), kOneFace);
    tracker_.emplace(2);
  }
  // What is presented of `frames`, as FrameReader has it done; '.' for nothing.
  std::string Look(std::string_view frames) {
    std::string presented;
    for (const char letter : frames) {
      auto sighting = Sighting(letter, now_);
      if (sighting && sighting->good_quality) {
        const Frame frame{.image = {}, .captured_at = now_};
        sighting->liveness = *track_->Next(frame, {}, sighting->face, sighting->who());
      }
      presented += Letter(tracker_->Next(sighting, now_));
      now_ += kFrame;
    }
    return presented;
  }
  std::string Look(Script script, std::string_view frames) {
    Start(std::move(script));
    return Look(frames);
  }

  SteadyTime now_ = kStart;
  ScriptedLiveness* liveness_ = nullptr;
  std::optional<LivenessTrack> track_;
  std::optional<FaceTracker> tracker_;
};

TEST_F(LivenessTrackTest, WithoutALivenessEveryFaceIsLive) {
  LivenessTrack track(nullptr, kOneFace);
  EXPECT_EQ(*track.Next({}, {}, {}, PersonId()), LivenessVerdict::kLive);
}

TEST_F(LivenessTrackTest, OneWhoLivesIsPresentedOnce) {
  EXPECT_EQ(Look({"l"}, "aaaa"), ".a..");
  EXPECT_EQ(Look({"l"}, "????"), ".?..");
}

TEST_F(LivenessTrackTest, NobodyIsPresentedBeforeTheyAreKnownToLive) {
  EXPECT_EQ(Look({"uuuul"}, "aaaaaa"), "....a.");
  EXPECT_EQ(Look({"lu"}, "aaaaaa"), "......") << "it lived only before the frames agreed";
}

TEST_F(LivenessTrackTest, WhatStaysUndecidedIsRefusedOnceAShowing) {
  const std::string presented = Look({"u"}, std::string(200, 'a'));
  EXPECT_EQ(presented.find_first_not_of('.'), 50U);
  EXPECT_EQ(presented[50], 'U');
  EXPECT_EQ(presented.find_first_not_of('.', 51), std::string::npos);
}

TEST_F(LivenessTrackTest, OneWhoIsFoundLiveAfterTheRefusalIsPresented) {
  const std::string presented = Look({std::string(60, 'u') + "l"}, std::string(100, 'a'));
  EXPECT_EQ(presented[50], 'U');
  EXPECT_EQ(presented.find('a'), 60U);
}

TEST_F(LivenessTrackTest, ASpoofIsRefusedOnceAShowingWhateverComesAfter) {
  EXPECT_EQ(Look({"s"}, "aaaaaa"), ".S....");
  EXPECT_EQ(Look({"usl"}, "aaaaaa"), ".S....");
  EXPECT_EQ(Look({"lls"}, "aaaaaa"), ".aS...");
  EXPECT_EQ(Look({"s"}, std::string(200, 'a')).find_last_not_of('.'), 1U);
  EXPECT_EQ(Look({"s"}, "aa~~~~~~~~~~~~"), ".S............");
}

TEST_F(LivenessTrackTest, AfterASpoofTheNextShowingIsLookedAtAnew) {
  EXPECT_EQ(Look({"s", "ul"}, "aaa"), ".S.");
  now_ += seconds(2);
  EXPECT_EQ(Look("aaa"), ".a.");
}

TEST_F(LivenessTrackTest, ALiveShowingDoesNotVouchForTheNext) {
  EXPECT_EQ(Look({"l", "uus"}, "aaa"), ".a.");
  now_ += seconds(2);
  EXPECT_EQ(Look("aaa"), "..S");
}

TEST_F(LivenessTrackTest, AShortAbsenceAndPoorFramesBelongToTheTrack) {
  EXPECT_EQ(Look({"uuuul"}, "aa   a~~~a aa"), "............a");
  EXPECT_EQ(liveness_->begun(), 1);
  EXPECT_EQ(liveness_->frames(), 6);
}

TEST_F(LivenessTrackTest, OnePersonDoesNotVouchForAnother) {
  EXPECT_EQ(Look({"l", "u"}, "aaabbb"), ".a....");
  EXPECT_EQ(Look({"l", "s", "u"}, "aaabbbaaa"), ".a..S....");
  EXPECT_EQ(Look({"l", "s"}, "???bbb"), ".?..S.");
}

// Nobody is recognised where a face only confirms a claim: there they are all strangers.
TEST_F(LivenessTrackTest, AStrangerDoesNotVouchForAnother) {
  EXPECT_EQ(Look({"l", "s"}, "???***"), ".?.S..");
  EXPECT_EQ(liveness_->begun(), 2);
}

TEST_F(LivenessTrackTest, ATrackMayNotDriftToAnotherFace) {
  Start({"l", "u"});
  FaceNumbers face{};
  face[0] = 1.4F;
  const auto moved = [&](float by) {
    face[1] = by;
    return *track_->Next({.image = {}, .captured_at = now_}, {}, face, PersonId("a"));
  };
  EXPECT_EQ(moved(0), LivenessVerdict::kLive);
  EXPECT_EQ(moved(0.3F), LivenessVerdict::kLive);
  EXPECT_EQ(moved(0.6F), LivenessVerdict::kUndecided);
}

TEST_F(LivenessTrackTest, WhoeverLooksAlikeIsAnother) {
  Start({"l", "u"});
  const auto verdict_on = [&](const char* person) {
    return *track_->Next({.image = {}, .captured_at = now_}, {}, FakeFaceEngine::VectorOf(1),
                         PersonId(person));
  };
  EXPECT_EQ(verdict_on("a"), LivenessVerdict::kLive);
  EXPECT_EQ(verdict_on("b"), LivenessVerdict::kUndecided);
}

TEST_F(LivenessTrackTest, WhoeverIsAskedForAFaceMustBeFoundLiveAgain) {
  EXPECT_EQ(Look({"l", "uus", "l"}, "aaa"), ".a.");
  for (const char* presented : {"..S.", ".a.."}) {
    tracker_->Restart();
    track_->Restart();
    EXPECT_EQ(Look("aaaa"), presented);
  }
}

TEST_F(LivenessTrackTest, ARefusalThatWasNotPresentedComesAgain) {
  EXPECT_EQ(Look({"s"}, "aaa"), ".S.");
  tracker_->TakeBack();
  EXPECT_EQ(Look("aa"), "S.");
}

TEST_F(LivenessTrackTest, AnErrorIsNoVerdict) {
  Start({"e"});
  EXPECT_FALSE(track_->Next({}, {}, {}, PersonId()));
}

}  // namespace doorward::liveness_track_test
