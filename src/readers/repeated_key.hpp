// A key that comes again and again without a pause, as a keypad sends one that is stuck. Only readers that
// tell keys and not how long they are held need it. Pure. Thread-safety: none.

#pragma once

#include "doorward/core/time.hpp"

namespace doorward::inline readers {

class RepeatedKey {
 public:
  // Keypads repeat a held key several times a second.
  static constexpr Milliseconds kPause{1'000};

  void Press(char key, SteadyTime now) {
    count_ = key == key_ && now - at_ < kPause ? count_ + 1 : 1;
    key_ = key;
    at_ = now;
  }

  bool is_held(SteadyTime now) const { return count_ > 1 && now - at_ < kPause; }

 private:
  char key_ = 0;
  int count_ = 0;
  SteadyTime at_{};
};

}  // namespace doorward::inline readers
