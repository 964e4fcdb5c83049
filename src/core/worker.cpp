#include "doorward/core/worker.hpp"

#include <pthread.h>

#include <condition_variable>
#include <mutex>

namespace doorward {
namespace {

constexpr std::size_t kMaxThreadName = 15;  // pthread_setname_np(3), without the NUL.

}  // namespace

Worker::Worker(std::string name, std::function<void(std::stop_token)> run)
    : thread_([name = name.substr(0, kMaxThreadName), run = std::move(run)](std::stop_token stop) {
        pthread_setname_np(pthread_self(), name.c_str());
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

}  // namespace doorward
