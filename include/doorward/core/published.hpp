// The current version of an immutable value: built elsewhere, swapped in whole, read by anyone. A
// reader keeps the version it took for as long as it holds the pointer.
//
// Thread-safety: every method may be called from any thread. Blocking: never more than a swap.

#pragma once

#include <memory>

#include "doorward/core/check.hpp"
#include "doorward/core/mutex.hpp"

namespace doorward::inline core {

template <typename T>
class Published {
 public:
  explicit Published(std::shared_ptr<const T> first) : current_(std::move(first)) {
    DW_CHECK(current_ != nullptr);
  }

  std::shared_ptr<const T> Get() const {
    MutexLock lock(mutex_);
    return current_;
  }

  // REQUIRES: next is not null.
  void Swap(std::shared_ptr<const T> next) {
    DW_CHECK(next != nullptr);
    MutexLock lock(mutex_);
    current_.swap(next);  // The old version, in `next`, dies after the lock is gone.
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const T> current_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline core
