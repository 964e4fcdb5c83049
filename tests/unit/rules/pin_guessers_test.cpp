// A model of those who guess PINs, and of those who just mistype: what each gets in a day, in a month
// and in a year. The bounds are those of src/domain/README.md.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "fakes/kept_lockouts.hpp"

namespace doorward::pin_guessers_test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const PersonId kNobody;

ReaderId Pad(int number) { return ReaderId("pad" + std::to_string(number)); }
PersonId Someone(int number) { return PersonId(std::to_string(number)); }

// A terminal as PINs see it. Its time goes on by what is done.
class Keypads {
 public:
  // A guess; false if it was not even looked at.
  bool Guess(int pad = 0, const PersonId& claimed = kNobody) {
    now_ += seconds(1);
    if (guard_.IsLockedOut(Pad(pad), claimed, now_)) {
      now_ += seconds(9);
      return false;
    }
    guard_.OnWrong(Pad(pad), claimed, now_);
    KeepSometimes();
    ++guesses_;
    return true;
  }
  // The right PIN of `person`; false if it was refused.
  bool Enter(int person, int pad = 0) {
    now_ += seconds(1);
    if (guard_.IsLockedOut(Pad(pad), kNobody, now_)) return false;
    guard_.OnRight(Pad(pad), Someone(person), now_);
    KeepSometimes();
    return true;
  }
  void Wait(Milliseconds duration) { now_ += duration; }
  // Nothing that was not kept is left, and a steady clock begins anew.
  void PullThePlug() {
    off_ += now_ - kBegin;
    now_ = kBegin;
    kept_at_ = kBegin;
    guard_ = KeptLockouts(guard_, now_);
    now_ += seconds(10);
  }

  SteadyTime::duration passed() const { return off_ + (now_ - kBegin); }
  int guesses() const { return guesses_; }

 private:
  void KeepSometimes() {
    if (now_ - kept_at_ < hours(1)) return;
    kept_at_ = now_;
    guard_.KeepAll(now_);
  }

  static constexpr SteadyTime kBegin = SteadyTime() + hours(1);
  SteadyTime now_ = kBegin;
  SteadyTime::duration off_{0};
  SteadyTime kept_at_ = kBegin;
  KeptLockouts guard_;
  int guesses_ = 0;
};

// Guesses of one strategy, whose `turn` is played until the time is over.
template <typename Turn>
int GuessesIn(hours time, Turn turn) {
  Keypads keypads;
  for (int i = 0; keypads.passed() < time; ++i) turn(keypads, i);
  return keypads.guesses();
}

constexpr hours kDay{24};
constexpr hours kMonth{24 * 30};

int AtOneReader(hours time, int friends = 0) {
  const int days = static_cast<int>(time / kDay);
  return static_cast<int>(time.count()) + kReaderPins.most_tries + 1 + friends * days;
}

int AtTheTerminal(hours time) {
  return 4 * static_cast<int>(time.count()) + kTerminalPins.most_tries + 1;
}

class Guessers : public testing::TestWithParam<hours> {};

TEST_P(Guessers, WhoJustTries) {
  const int guesses = GuessesIn(GetParam(), [](Keypads& keypads, int) { keypads.Guess(); });
  EXPECT_LE(guesses, AtOneReader(GetParam()));
  EXPECT_GE(guesses, 20) << "the model does guess";
}

TEST_P(Guessers, WhoKnowsAPinOfTheirOwn) {
  for (int after = 1; after <= 6; ++after) {
    const int guesses = GuessesIn(GetParam(), [&](Keypads& keypads, int i) {
      if (i % (after + 1) == after) {
        keypads.Enter(1);
      } else {
        keypads.Guess();
      }
    });
    EXPECT_LE(guesses, AtOneReader(GetParam(), 1)) << "their own PIN after each " << after;
  }
}

TEST_P(Guessers, WhoHasAccomplices) {
  constexpr int kFriends = 5;
  const int guesses = GuessesIn(GetParam(), [](Keypads& keypads, int i) {
    keypads.Guess();
    keypads.Enter(i % kFriends);
  });
  EXPECT_LE(guesses, AtOneReader(GetParam(), kFriends));
}

TEST_P(Guessers, WhoIsPatient) {
  for (const int pause : {1, 10, 30, 59, 60, 61, 120, 300, 301, 720}) {
    for (const int burst : {1, 4, 5}) {
      const int guesses = GuessesIn(GetParam(), [&](Keypads& keypads, int) {
        for (int i = 0; i < burst; ++i) keypads.Guess();
        keypads.Wait(minutes(pause));
      });
      EXPECT_LE(guesses, AtOneReader(GetParam())) << burst << " every " << pause << " minutes";
    }
  }
}

TEST_P(Guessers, WhoPullsThePlug) {
  for (int after = 1; after <= 6; ++after) {
    const int guesses = GuessesIn(GetParam(), [&](Keypads& keypads, int i) {
      keypads.Guess();
      if (i % after == 0) {
        keypads.Enter(1);
        keypads.PullThePlug();
      }
    });
    EXPECT_LE(guesses, AtOneReader(GetParam(), 1)) << "after each " << after;
  }
}

TEST_P(Guessers, WhoWalksFromReaderToReader) {
  for (const int pads : {2, 8, 64}) {
    const int guesses =
        GuessesIn(GetParam(), [&](Keypads& keypads, int i) { keypads.Guess(i % pads); });
    EXPECT_LE(guesses, std::min(AtTheTerminal(GetParam()), pads * AtOneReader(GetParam())))
        << pads << " readers";
  }
}

TEST_P(Guessers, WhoStandsInTheQueueOfHonestPeople) {
  const int guesses = GuessesIn(GetParam(), [](Keypads& keypads, int i) {
    keypads.Guess();
    keypads.Enter(i % 500);
    keypads.Wait(seconds(60));
  });
  EXPECT_LE(guesses, AtTheTerminal(GetParam()));
}

TEST_P(Guessers, WhoHasStolenACard) {
  const int guesses =
      GuessesIn(GetParam(), [](Keypads& keypads, int i) { keypads.Guess(i % 64, Someone(7)); });
  EXPECT_LE(guesses, AtOneReader(GetParam()));
}

// Whatever they do: a day of any of it in any order, and one friend's PIN.
TEST_P(Guessers, WhoDoesAllOfItInAnyOrder) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const int guesses = GuessesIn(GetParam(), [&](Keypads& keypads, int) {
      switch (random() % 16) {
        case 0: keypads.Enter(static_cast<int>(random() % 3)); break;
        case 1: keypads.PullThePlug(); break;
        case 2: keypads.Wait(seconds(random() % 7200)); break;
        default: keypads.Guess(); break;
      }
    });
    EXPECT_LE(guesses, AtOneReader(GetParam(), 3));
  }
}

INSTANTIATE_TEST_SUITE_P(In, Guessers, testing::Values(kDay, kMonth), [](const auto& one) {
  return one.param == kDay ? std::string("ADay") : std::string("AMonth");
});

// 500 people who enter four times a working day, within a few hours, and mistype twice in 100.
TEST(HonestPeople, AreNeverLockedOut) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Keypads keypads;
    int refused = 0;
    for (int day = 0; day < 150; ++day) {
      for (int entry = 0; entry < 2000; ++entry) {
        const int person = static_cast<int>(random() % 500);
        const int pad = static_cast<int>(random() % 2);
        while (random() % 100 < 2) refused += keypads.Guess(pad) ? 0 : 1;
        refused += keypads.Enter(person, pad) ? 0 : 1;
        keypads.Wait(seconds(random() % 15));
        if (random() % 100'000 == 0) keypads.PullThePlug();
      }
      keypads.Wait(hours(15));
    }
    EXPECT_EQ(refused, 0);
    EXPECT_GT(keypads.guesses(), 5000) << "the model does mistype";
  }
}

}  // namespace doorward::pin_guessers_test
