#include "control/line_lanes.hpp"

#include <utility>

#include "doorward/commands/command_router.hpp"
#include "doorward/commands/lane_workers.hpp"

namespace doorward::inline control {

LineLanes::LineLanes(CommandRouter& router, std::function<void()> on_reply)
    : router_(router), on_reply_(std::move(on_reply)) {
  workers_ =
      StartLaneWorkers("control", Urgency::kNormal,
                       [this](CommandLane::Lane lane, const std::stop_token&) { Run(lane); });
}

void LineLanes::Push(int client, std::string line) {
  const CommandLane lane = router_.LaneOf(line);
  {
    MutexLock lock(mutex_);
    Waiting& waiting = waiting_.at(static_cast<std::size_t>(lane.lane()));
    (lane.is_for_door() ? waiting.for_doors : waiting.others).push_back({client, std::move(line)});
  }
  changed_.NotifyAll();
}

std::vector<LineLanes::Reply> LineLanes::TakeReplies() {
  MutexLock lock(mutex_);
  return std::exchange(replies_, {});
}

void LineLanes::Stop() {
  {
    MutexLock lock(mutex_);
    stopped_ = true;
  }
  changed_.NotifyAll();
  workers_.clear();
}

void LineLanes::Run(CommandLane::Lane lane) {
  while (const auto line = Pop(lane)) {
    std::string reply = router_.Handle(line->text, LocalUser());
    {
      MutexLock lock(mutex_);
      replies_.push_back({line->client, std::move(reply)});
    }
    on_reply_();
  }
}

std::optional<LineLanes::Line> LineLanes::Pop(CommandLane::Lane lane) {
  MutexLock lock(mutex_);
  while (!stopped_) {
    if (auto line = TakeOne(waiting_.at(static_cast<std::size_t>(lane)))) return line;
    changed_.Wait(mutex_);
  }
  return std::nullopt;
}

std::optional<LineLanes::Line> LineLanes::TakeOne(Waiting& waiting) {
  std::deque<Line>& from = waiting.for_doors.empty() ? waiting.others : waiting.for_doors;
  if (from.empty()) return std::nullopt;
  Line line = std::move(from.front());
  from.pop_front();
  return line;
}

}  // namespace doorward::inline control
