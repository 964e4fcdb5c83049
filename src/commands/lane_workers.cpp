#include "doorward/commands/lane_workers.hpp"

namespace doorward::inline commands {

std::vector<Worker> StartLaneWorkers(
    const std::string& name, Urgency rest,
    const std::function<void(CommandLane::Lane, const std::stop_token&)>& run) {
  using enum CommandLane::Lane;
  std::vector<Worker> workers;
  const auto start = [&](const char* lane_name, CommandLane::Lane lane, Urgency urgency) {
    workers.emplace_back(
        name + ":" + lane_name, [run, lane](const std::stop_token& stop) { run(lane, stop); },
        urgency);
  };
  start("acts", kActs, Urgency::kNormal);
  start("changes", kChanges, rest);
  start("queries", kQueries, rest);
  return workers;
}

}  // namespace doorward::inline commands
