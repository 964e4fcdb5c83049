// How long to wait before the next try: doubles from `first` to `limit`, with jitter, so that ten
// thousand terminals do not return at one instant.
//
// Thread-safety: none.

#pragma once

#include <random>

#include "doorward/core/time.hpp"

namespace doorward::inline core {

class Backoff {
 public:
  // REQUIRES: 0 < first <= limit.
  Backoff(Milliseconds first, Milliseconds limit);

  // The next delay: between half of the step and the whole of it.
  Milliseconds Next();

  // Begins again at `first`, after a success.
  void Reset() { step_ = first_; }

 private:
  const Milliseconds first_;
  const Milliseconds limit_;
  Milliseconds step_;
  std::minstd_rand random_;
};

}  // namespace doorward::inline core
