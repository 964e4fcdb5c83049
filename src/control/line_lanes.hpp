// The lines that wait to be carried out, the threads that do it, one a lane, and the replies that wait to be
// sent. Bounded by its clients: each has one line here, or one reply.
//
// Thread-safety: any thread, but for the end.

#pragma once

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "doorward/commands/command_lane.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/worker.hpp"

namespace doorward {

inline namespace commands {
class CommandRouter;
}  // namespace commands

inline namespace control {

class LineLanes {
 public:
  struct Reply {
    int client;
    std::string text;
  };

  // `on_reply` is called on any thread whenever there is one. `router` outlives the lanes.
  LineLanes(CommandRouter& router, std::function<void()> on_reply);
  ~LineLanes() { Stop(); }

  void Push(int client, std::string line);
  std::vector<Reply> TakeReplies();

  // Waits for what is under way; what waits is not carried out.
  void Stop();

 private:
  struct Line {
    int client;
    std::string text;
  };
  struct Waiting {
    std::deque<Line> for_doors;  // These go first.
    std::deque<Line> others;
  };

  void Run(CommandLane::Lane lane);
  std::optional<Line> Pop(CommandLane::Lane lane);
  static std::optional<Line> TakeOne(Waiting& waiting);

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
