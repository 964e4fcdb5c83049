// Slows the guessing of PINs down. Wrong tries are a debt that only time pays off: at a reader, against
// one person whose card is shown beside the PIN, and at the whole terminal for whoever walks from reader
// to reader. Pure values. README.md says what a guesser gets.

#pragma once

#include "doorward/core/time.hpp"

namespace doorward::inline rules {

struct PinLimit {
  int lockout_at = 0;           // So many wrong tries begin a lockout.
  int most_tries = 0;           // More are not counted.
  Milliseconds first_delay{0};  // Doubles with each further wrong try.
  Milliseconds longest_delay{0};
  Milliseconds forgotten_after{0};  // Each try, one after the other, and not during a lockout.
};

// GB 50396 and NIST SP 800-63B ask for five tries in a row, and 100 against one account.
inline constexpr PinLimit kReaderPins{.lockout_at = 5,
                                      .most_tries = 12,
                                      .first_delay = Milliseconds(30'000),
                                      .longest_delay = Milliseconds(3'600'000),
                                      .forgotten_after = Milliseconds(3'600'000)};
inline constexpr PinLimit kPersonPins = kReaderPins;
inline constexpr PinLimit kTerminalPins{.lockout_at = 100,
                                        .most_tries = 100,
                                        .first_delay = Milliseconds(900'000),
                                        .longest_delay = Milliseconds(900'000),
                                        .forgotten_after = Milliseconds(900'000)};

// Each person's right PIN takes back one wrong try, of whomever, in so long: people mistype, and then
// type right. Whoever knows one PIN gains one try a day by it.
inline constexpr Milliseconds kForgivesEvery{24 * 3'600'000};

// How long PINs are refused after the last of so many wrong tries.
Milliseconds LockoutDelay(const PinLimit& limit, int wrong_tries);

// The wrong tries of one reader, person or terminal.
class PinTally {
 public:
  PinTally() = default;
  // From a debt that was kept. The whole delay runs again from `now`, and the time that the terminal
  // was off pays nothing: nobody gains by pulling the plug.
  PinTally(const PinLimit& limit, Milliseconds debt, SteadyTime now);

  bool IsLockedOut(SteadyTime now) const { return now < paid_from_; }
  Milliseconds DebtAt(SteadyTime now) const;
  int TriesAt(const PinLimit& limit, SteadyTime now) const;

  // Returns whether this begins a lockout where there was none of late: an alarm is due.
  bool AddWrong(const PinLimit& limit, SteadyTime now);
  void ForgiveOne(const PinLimit& limit, SteadyTime now);

 private:
  Milliseconds debt_{0};    // At `paid_from_`.
  SteadyTime paid_from_{};  // The end of a lockout, or the last change.
};

}  // namespace doorward::inline rules
