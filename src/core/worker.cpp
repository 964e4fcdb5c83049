#include "doorward/core/worker.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "doorward/core/check.hpp"

namespace doorward::inline core {
namespace {

constexpr std::size_t kMaxThreadName = 15;  // pthread_setname_np(3), without the NUL.

int NiceValue(Urgency urgency) {
  switch (urgency) {
    case Urgency::kDoor: return -10;
    case Urgency::kNormal: return 0;
    case Urgency::kBackground: return 5;
  }
  DW_UNREACHABLE();
}

// On Linux a nice value belongs to the thread. Without the right to a better one it stays.
void SetUrgency(Urgency urgency) {
  if (urgency != Urgency::kNormal) {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), NiceValue(urgency));
  }
}

}  // namespace

Worker::Worker(const std::string& name, std::function<void(std::stop_token)> run, Urgency urgency)
    : thread_([name = name.substr(0, kMaxThreadName), run = std::move(run),
               urgency](std::stop_token stop) {
        pthread_setname_np(pthread_self(), name.c_str());
        SetUrgency(urgency);
        run(std::move(stop));
      }) {}

void Worker::Join() {
  if (thread_.joinable()) thread_.join();
}

bool WaitFor(const std::stop_token& stop, Milliseconds duration) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace doorward::inline core
