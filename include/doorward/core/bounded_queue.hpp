// A first-in, first-out queue between threads, of fixed capacity, that can be closed.
//
// Full is an answer, not a wait: TryPush() never blocks, because a reader must keep reading its
// device and the access thread must keep its door. What to do with a refused item is the
// producer's decision. After Close() consumers drain what is left and then get nothing.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "doorward/core/check.hpp"
#include "doorward/core/mutex.hpp"

namespace doorward::inline core {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) { DW_CHECK(capacity > 0); }

  // Appends `item`. Returns false, counts it as dropped and leaves it untouched, if the queue is full
  // or closed.
  [[nodiscard]] bool TryPush(T&& item) {
    {
      MutexLock lock(mutex_);
      if (closed_ || items_.size() >= capacity_) {
        ++dropped_;
        return false;
      }
      items_.push_back(std::move(item));
    }
    changed_.NotifyOne();
    return true;
  }

  // Waits for an item until `deadline`. Returns nullopt at the deadline, after a Wake(), or as
  // soon as the queue is closed and empty.
  std::optional<T> PopUntil(SteadyTime deadline) {
    MutexLock lock(mutex_);
    while (items_.empty() && !closed_ && !woken_) {
      if (!changed_.WaitUntil(mutex_, deadline)) break;
    }
    woken_ = false;
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  // Makes one current or next PopUntil() return at once, with an item if there is one. For a
  // consumer that has something else to look at.
  void Wake() {
    {
      MutexLock lock(mutex_);
      woken_ = true;
    }
    changed_.NotifyOne();
  }

  // Refuses further items and wakes every consumer. May be called again.
  void Close() {
    {
      MutexLock lock(mutex_);
      closed_ = true;
    }
    changed_.NotifyAll();
  }

  bool closed() const {
    MutexLock lock(mutex_);
    return closed_;
  }

  std::uint64_t dropped() const {
    MutexLock lock(mutex_);
    return dropped_;
  }

 private:
  const std::size_t capacity_;

  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<T> items_ DW_GUARDED_BY(mutex_);
  bool closed_ DW_GUARDED_BY(mutex_) = false;
  bool woken_ DW_GUARDED_BY(mutex_) = false;
  std::uint64_t dropped_ DW_GUARDED_BY(mutex_) = 0;
};

}  // namespace doorward::inline core
