// A transport's threads: one for each lane, so that lanes go on side by side, and one sender's commands of a
// lane in the order in which they came.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "doorward/commands/command_lane.hpp"
#include "doorward/core/worker.hpp"

namespace doorward::inline commands {

// Starts "{name}:acts", "{name}:changes" and "{name}:queries". Each calls `run` once, which must return soon
// after its stop is requested. Acts have normal urgency, the others `rest`. To end them, destroy them.
std::vector<Worker> StartLaneWorkers(
    const std::string& name, Urgency rest,
    const std::function<void(CommandLane::Lane, const std::stop_token&)>& run);

}  // namespace doorward::inline commands
