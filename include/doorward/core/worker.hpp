// A named thread that can be asked to stop.
//
// Whatever runs in it must see its stop token within 500 ms: every blocking call has a limit, and
// waits go through WaitFor(). The destructor asks and waits.

#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "doorward/core/time.hpp"

namespace doorward::inline core {

// Whose work goes first when there are more threads than cores.
enum class Urgency {
  kDoor,        // Between a credential and the strike. Needs CAP_SYS_NICE; as kNormal without it.
  kNormal,      // Readers, and whoever waits for an answer.
  kBackground,  // What can take a moment longer: imports, uploads, pictures.
};

class Worker {
 public:
  // Starts a thread that `top -H` shows as `name` (at most 15 characters are kept).
  Worker(const std::string& name, std::function<void(std::stop_token)> run,
         Urgency urgency = Urgency::kNormal);

  // Asks the thread to stop and returns at once. Join() or the destructor waits.
  void RequestStop() { thread_.request_stop(); }
  void Join();

 private:
  std::jthread thread_;
};

// Waits `duration`, or less if a stop is requested. Returns false if it was.
bool WaitFor(const std::stop_token& stop, Milliseconds duration);

}  // namespace doorward::inline core
