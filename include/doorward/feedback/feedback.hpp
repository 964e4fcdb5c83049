// What people at a door are shown and told: one pattern for each thing that can happen, from the
// configuration, the same at every reader. A reader may have lights and a sounder on lines of their own,
// which are played here, or built in: then its worker takes the pattern and lets the device play it.
//
// A wrong PIN, an unknown card and a person without the right all look alike: kDenied.
//
// Thread-safety: every method may be called from any thread. Blocking: none.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/core/time.hpp"
#include "doorward/hal/indicator.hpp"
#include "doorward/hal/lines.hpp"

namespace doorward::inline feedback {

enum class Signal {
  kIdle,     // Nothing: ends kWaiting.
  kGranted,  // The strike is released.
  kDenied,
  kWaiting,  // More is wanted: another factor, the finger again. Until another signal, kKey aside.
  kKey,      // A key was taken.
};

struct FeedbackConfig {
  std::vector<IndicatorStep> granted{{.green = true, .buzzer = true, .duration = Milliseconds(150)},
                                     {.green = true, .duration = Milliseconds(2'000)}};
  std::vector<IndicatorStep> denied{{.red = true, .buzzer = true, .duration = Milliseconds(150)},
                                    {.red = true, .duration = Milliseconds(100)},
                                    {.red = true, .buzzer = true, .duration = Milliseconds(150)},
                                    {.red = true, .duration = Milliseconds(1'000)}};
  std::vector<IndicatorStep> waiting{{.green = true, .duration = Milliseconds(200)},
                                     {.duration = Milliseconds(300)}};  // Repeats.
  std::vector<IndicatorStep> key{{.buzzer = true, .duration = Milliseconds(30)}};
};

// Lights of one reader; null where there is none.
struct ReaderLights {
  ReaderId reader;
  std::unique_ptr<OutputLine> green;
  std::unique_ptr<OutputLine> red;
  std::unique_ptr<OutputLine> buzzer;
};

class Feedback {
 public:
  // Plays `lights` on a thread of its own, "feedback"; all are off once it is gone.
  Feedback(FeedbackConfig config, std::span<const ReaderId> readers,
           std::vector<ReaderLights> lights = {});
  ~Feedback();

  // Does nothing for an unknown reader.
  void Show(const ReaderId& reader, Signal signal);

  // What the reader's own light and sounder should play from now on; nullopt if that has not changed
  // since the last call. For the reader's worker.
  std::optional<IndicatorPattern> TakeChange(const ReaderId& reader);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline feedback
