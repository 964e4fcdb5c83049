// std::mutex and friends, annotated so that clang's -Wthread-safety proves what is guarded.

#pragma once

#include <condition_variable>
#include <mutex>

#include "doorward/core/time.hpp"

#if defined(__clang__)
#define DW_THREAD_ATTRIBUTE_(x) __attribute__((x))
#else
#define DW_THREAD_ATTRIBUTE_(x)
#endif

#define DW_CAPABILITY(x) DW_THREAD_ATTRIBUTE_(capability(x))
#define DW_SCOPED_CAPABILITY DW_THREAD_ATTRIBUTE_(scoped_lockable)
#define DW_GUARDED_BY(x) DW_THREAD_ATTRIBUTE_(guarded_by(x))
#define DW_REQUIRES(...) DW_THREAD_ATTRIBUTE_(requires_capability(__VA_ARGS__))
#define DW_ACQUIRE(...) DW_THREAD_ATTRIBUTE_(acquire_capability(__VA_ARGS__))
#define DW_RELEASE(...) DW_THREAD_ATTRIBUTE_(release_capability(__VA_ARGS__))
#define DW_EXCLUDES(...) DW_THREAD_ATTRIBUTE_(locks_excluded(__VA_ARGS__))

namespace doorward::inline core {

class DW_CAPABILITY("mutex") Mutex {
 public:
  void lock() DW_ACQUIRE() { mutex_.lock(); }
  void unlock() DW_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

// Holds a Mutex for a scope.
class DW_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) DW_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() DW_RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// A condition variable for a Mutex that the caller holds. Wakes spuriously: wait in a loop.
class CondVar {
 public:
  void Wait(Mutex& mutex) DW_REQUIRES(mutex) { condition_.wait(mutex); }

  // Returns false once `deadline` has passed.
  bool WaitUntil(Mutex& mutex, SteadyTime deadline) DW_REQUIRES(mutex) {
    return condition_.wait_until(mutex, deadline) == std::cv_status::no_timeout;
  }

  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable_any condition_;
};

}  // namespace doorward::inline core
