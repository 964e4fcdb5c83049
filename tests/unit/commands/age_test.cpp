#include <gtest/gtest.h>

#include "commands/command_age.hpp"
#include "fakes/fake_clock.hpp"

namespace doorward::age_test {

using std::chrono::seconds;

const WallTime kNow = *ParseTime("2026-11-23T08:00:00Z");

struct AgeCase {
  const char* what;
  std::optional<seconds> issued_ago;
  std::optional<seconds> expires_in;
  seconds max_age;
  Caller caller;
  ClockTrust trust;
  std::optional<ErrorCode> refused;
};

Envelope EnvelopeOf(const AgeCase& row) {
  Envelope envelope{.id = "a", .name = "b.c"};
  if (row.issued_ago) envelope.issued_at = kNow - *row.issued_ago;
  if (row.expires_in) envelope.expires_at = kNow + *row.expires_in;
  return envelope;
}

const Caller kRemote = BackOffice();
const Caller kLocal = LocalUser();
constexpr auto kTrusted = ClockTrust::kTrusted;
constexpr auto kUnsure = ClockTrust::kUnsure;
constexpr auto kExpired = ErrorCode::kExpired;
constexpr auto kInvalid = ErrorCode::kInvalidArgument;
constexpr std::nullopt_t kAbsent = std::nullopt;
constexpr std::nullopt_t kFine = std::nullopt;

const AgeCase kCases[] = {
    {"no age at all", kAbsent, kAbsent, seconds(0), kRemote, kTrusted, kFine},
    {"no age at all, clock unsure", kAbsent, kAbsent, seconds(0), kRemote, kUnsure, kFine},
    {"old, but may be", seconds(1'000'000), kAbsent, seconds(0), kRemote, kTrusted, kFine},

    {"just sent", seconds(0), kAbsent, seconds(10), kRemote, kTrusted, kFine},
    {"at the limit", seconds(10), kAbsent, seconds(10), kRemote, kTrusted, kFine},
    {"past the limit", seconds(11), kAbsent, seconds(10), kRemote, kTrusted, kExpired},
    {"a day later", seconds(86'400), kAbsent, seconds(10), kRemote, kTrusted, kExpired},
    {"age not told", kAbsent, kAbsent, seconds(10), kRemote, kTrusted, kInvalid},
    {"age cannot be judged", seconds(0), kAbsent, seconds(10), kRemote, kUnsure, kExpired},
    {"age neither told nor judged", kAbsent, kAbsent, seconds(10), kRemote, kUnsure, kExpired},

    {"local, not told", kAbsent, kAbsent, seconds(10), kLocal, kTrusted, kFine},
    {"local, clock unsure", kAbsent, kAbsent, seconds(10), kLocal, kUnsure, kFine},
    {"local, old", seconds(3600), kAbsent, seconds(10), kLocal, kTrusted, kFine},

    {"sender's clock is ahead", seconds(-300), kAbsent, seconds(10), kRemote, kTrusted, kFine},
    {"too far ahead", seconds(-301), kAbsent, seconds(10), kRemote, kTrusted, kInvalid},
    {"too far ahead, ageless", seconds(-301), kAbsent, seconds(0), kRemote, kTrusted, kInvalid},
    {"too far ahead, local", seconds(-301), kAbsent, seconds(0), kLocal, kTrusted, kInvalid},
    {"ahead of a clock that is wrong", seconds(-301), kAbsent, seconds(0), kRemote, kUnsure, kFine},

    {"not yet expired", seconds(0), seconds(1), seconds(0), kRemote, kTrusted, kFine},
    {"expires now", seconds(0), seconds(0), seconds(0), kRemote, kTrusted, kExpired},
    {"expired", seconds(0), seconds(-1), seconds(0), kRemote, kTrusted, kExpired},
    {"expired, local", kAbsent, seconds(-1), seconds(0), kLocal, kTrusted, kExpired},
    {"expiry cannot be judged", kAbsent, seconds(60), seconds(0), kRemote, kUnsure, kExpired},
    {"expiry cannot be judged, local", kAbsent, seconds(60), seconds(0), kLocal, kUnsure, kExpired},
    {"too old before it expires", seconds(11), seconds(60), seconds(10), kRemote, kTrusted,
     kExpired},
};

TEST(Age, DecidesWhetherACommandIsStillCarriedOut) {
  for (const AgeCase& row : kCases) {
    SCOPED_TRACE(row.what);
    FakeClock clock(kNow);
    if (row.trust == kUnsure) clock.RaiseFloor(kNow + std::chrono::hours(1));
    const Status age = CheckAge(EnvelopeOf(row), row.max_age, row.caller, clock);
    ASSERT_EQ(!age.has_value(), row.refused.has_value());
    if (!row.refused) continue;
    EXPECT_EQ(age.error().code, *row.refused) << age.error().message;
  }
}

TEST(Age, SaysThatTheClockIsWhatIsMissing) {
  FakeClock clock(kNow);
  clock.RaiseFloor(kNow + std::chrono::hours(1));
  const Status age =
      CheckAge({.id = "a", .name = "b.c", .issued_at = kNow}, seconds(10), kRemote, clock);
  ASSERT_FALSE(age);
  EXPECT_NE(age.error().message.find("clock"), std::string::npos);
}

// Whatever passes CheckAge() later than now is remembered till then.
TEST(RepeatableUntil, CoversTheAgeAndTheLead) {
  Envelope ahead{.id = "a", .name = "b.c"};
  ahead.issued_at = kNow + kFutureTolerance;
  EXPECT_GE(RepeatableUntil(ahead, seconds(10), kRemote, kNow),
            kNow + kFutureTolerance + seconds(10));
  Envelope old{.id = "a", .name = "b.c"};
  old.issued_at = kNow - seconds(9);
  EXPECT_GE(RepeatableUntil(old, seconds(10), kRemote, kNow), kNow + seconds(10));
  EXPECT_EQ(RepeatableUntil(ahead, seconds(0), kRemote, kNow), std::nullopt);
  EXPECT_EQ(RepeatableUntil(ahead, seconds(10), kLocal, kNow), std::nullopt);
}

}  // namespace doorward::age_test
