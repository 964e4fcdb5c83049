// The lines that wait to be carried out, the threads that do it, one a lane, and the replies that wait to be
// sent. Looks at what a client watches go the same way, on the lane of queries: they read the log. Bounded by its
// clients: each has one line or look here, or what came of it.
//
// Thread-safety: any thread, but for the end.

#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doorward/commands/command_lane.hpp"
#include "doorward/commands/watch_stream.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/worker.hpp"

namespace doorward {

inline namespace commands {
class CommandRouter;
}  // namespace commands

inline namespace control {

class LineLanes {
 public:
  using Client = std::uint64_t;

  // A line of a client, with its stream if it watches; or a look into that stream.
  struct Task {
    Client client = 0;
    std::string line = {};
    std::unique_ptr<WatchStream> stream = nullptr;
    bool is_look = false;
    bool with_status = false;  // Of a look.
  };
  // What came of it, and the stream again. A line may have begun one, a look may have ended it.
  struct Reply {
    Client client = 0;
    std::string text = {};  // Of a look: lines with their ends.
    std::unique_ptr<WatchStream> stream = nullptr;
    bool is_look = false;
    bool more = false;  // Of a look.
  };

  // `on_reply` is called on any thread whenever there is one. `router` outlives the lanes.
  LineLanes(CommandRouter& router, std::function<void()> on_reply);
  ~LineLanes() { Stop(); }

  void Push(Task task);
  std::vector<Reply> TakeReplies();

  // Waits for what is under way; what waits is not carried out.
  void Stop();

 private:
  struct Waiting {
    std::deque<Task> for_doors;  // These go first.
    std::deque<Task> others;
  };

  void Run(CommandLane::Lane lane);
  std::optional<Task> Pop(CommandLane::Lane lane);
  static std::optional<Task> TakeOne(Waiting& waiting);
  Reply Answer(Task task);
  static Reply Look(Task task);

  CommandRouter& router_;
  const std::function<void()> on_reply_;

  Mutex mutex_;
  CondVar changed_;
  std::array<Waiting, 3> waiting_ DW_GUARDED_BY(mutex_);  // By lane.
  std::vector<Reply> replies_ DW_GUARDED_BY(mutex_);
  bool stopped_ DW_GUARDED_BY(mutex_) = false;

  std::vector<Worker> workers_;  // The last member: they use the others.
};

}  // namespace control
}  // namespace doorward
