// A place for one item between two threads, where the newest wins: a camera must not make the
// vision thread look at old pictures.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <cstdint>
#include <optional>

#include "doorward/core/mutex.hpp"

namespace doorward::inline core {

template <typename T>
class Mailbox {
 public:
  // Replaces what is there; what nobody took counts as replaced.
  void Put(T item) {
    {
      MutexLock lock(mutex_);
      if (item_) ++replaced_;
      item_ = std::move(item);
    }
    changed_.NotifyOne();
  }

  // Waits for an item until `deadline` and takes it; nullopt at the deadline, after a Wake() or
  // once closed.
  std::optional<T> TakeUntil(SteadyTime deadline) {
    MutexLock lock(mutex_);
    while (!item_ && !closed_ && !woken_) {
      if (!changed_.WaitUntil(mutex_, deadline)) break;
    }
    woken_ = false;
    return std::exchange(item_, std::nullopt);
  }

  // Makes one current or next TakeUntil() return at once.
  void Wake() {
    {
      MutexLock lock(mutex_);
      woken_ = true;
    }
    changed_.NotifyOne();
  }

  void Close() {
    {
      MutexLock lock(mutex_);
      closed_ = true;
    }
    changed_.NotifyAll();
  }

  std::uint64_t replaced() const {
    MutexLock lock(mutex_);
    return replaced_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::optional<T> item_ DW_GUARDED_BY(mutex_);
  bool closed_ DW_GUARDED_BY(mutex_) = false;
  bool woken_ DW_GUARDED_BY(mutex_) = false;
  std::uint64_t replaced_ DW_GUARDED_BY(mutex_) = 0;
};

}  // namespace doorward::inline core
