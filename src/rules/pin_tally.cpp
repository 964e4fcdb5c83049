#include "doorward/rules/pin_tally.hpp"

#include <algorithm>

namespace doorward::inline rules {

Milliseconds LockoutDelay(const PinLimit& limit, int wrong_tries) {
  if (wrong_tries < limit.lockout_at) return Milliseconds(0);
  constexpr int kMostDoublings = 20;
  const int doublings = std::min(wrong_tries - limit.lockout_at, kMostDoublings);
  return std::min(limit.first_delay * (1 << doublings), limit.longest_delay);
}

PinTally::PinTally(const PinLimit& limit, Milliseconds debt, SteadyTime now)
    : debt_(std::clamp(debt, Milliseconds(0), limit.most_tries * limit.forgotten_after)),
      paid_from_(now) {
  paid_from_ = now + LockoutDelay(limit, TriesAt(limit, now));
}

Milliseconds PinTally::DebtAt(SteadyTime now) const {
  if (now <= paid_from_) return debt_;
  const auto paid = std::chrono::floor<Milliseconds>(now - paid_from_);
  return std::max(debt_ - paid, Milliseconds(0));
}

// A try that is paid off in part counts whole.
int PinTally::TriesAt(const PinLimit& limit, SteadyTime now) const {
  return static_cast<int>((DebtAt(now) + limit.forgotten_after - Milliseconds(1)) /
                          limit.forgotten_after);
}

bool PinTally::AddWrong(const PinLimit& limit, SteadyTime now) {
  const bool was_free = TriesAt(limit, now) < limit.lockout_at;
  debt_ = std::min(DebtAt(now) + limit.forgotten_after, limit.most_tries * limit.forgotten_after);
  paid_from_ = now;
  const Milliseconds delay = LockoutDelay(limit, TriesAt(limit, now));
  paid_from_ += delay;
  return was_free && delay > Milliseconds(0);
}

void PinTally::ForgiveOne(const PinLimit& limit, SteadyTime now) {
  debt_ = std::max(DebtAt(now) - limit.forgotten_after, Milliseconds(0));
  paid_from_ = std::max(paid_from_, now);
}

}  // namespace doorward::inline rules
