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

void LineLanes::Push(Task task) {
  const CommandLane lane = task.is_look ? CommandLane{} : router_.LaneOf(task.line);
  {
    MutexLock lock(mutex_);
    Waiting& waiting = waiting_.at(static_cast<std::size_t>(lane.lane()));
    (lane.is_for_door() ? waiting.for_doors : waiting.others).push_back(std::move(task));
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
  while (auto task = Pop(lane)) {
    Reply reply = task->is_look ? Look(*std::move(task)) : Answer(*std::move(task));
    {
      MutexLock lock(mutex_);
      replies_.push_back(std::move(reply));
    }
    on_reply_();
  }
}

LineLanes::Reply LineLanes::Answer(Task task) {
  Caller caller = LocalUser();
  caller.watch = &task.stream;
  std::string text = router_.Handle(task.line, caller);
  return {.client = task.client, .text = std::move(text), .stream = std::move(task.stream)};
}

LineLanes::Reply LineLanes::Look(Task task) {
  WatchStream::Piece piece = task.stream->Next(task.with_status);
  if (piece.ended) task.stream.reset();
  return {.client = task.client,
          .text = std::move(piece.lines),
          .stream = std::move(task.stream),
          .is_look = true,
          .more = piece.more};
}

std::optional<LineLanes::Task> LineLanes::Pop(CommandLane::Lane lane) {
  MutexLock lock(mutex_);
  while (!stopped_) {
    if (auto task = TakeOne(waiting_.at(static_cast<std::size_t>(lane)))) return task;
    changed_.Wait(mutex_);
  }
  return std::nullopt;
}

std::optional<LineLanes::Task> LineLanes::TakeOne(Waiting& waiting) {
  std::deque<Task>& from = waiting.for_doors.empty() ? waiting.others : waiting.for_doors;
  if (from.empty()) return std::nullopt;
  Task task = std::move(from.front());
  from.pop_front();
  return task;
}

}  // namespace doorward::inline control
