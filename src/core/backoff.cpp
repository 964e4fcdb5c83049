#include "doorward/core/backoff.hpp"

#include <algorithm>

#include "doorward/core/check.hpp"

namespace doorward::inline core {

Backoff::Backoff(Milliseconds first, Milliseconds limit)
    : first_(first), limit_(limit), step_(first), random_(std::random_device{}()) {
  DW_CHECK(first.count() > 0 && first <= limit);
}

Milliseconds Backoff::Next() {
  const Milliseconds step = step_;
  step_ = std::min(step_ * 2, limit_);
  std::uniform_int_distribution<Milliseconds::rep> jitter((step.count() + 1) / 2, step.count());
  return Milliseconds(jitter(random_));
}

}  // namespace doorward::inline core
