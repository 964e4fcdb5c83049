#include "door/input_watch.hpp"

#include <fmt/format.h>

namespace doorward::inline door {
namespace {

template <typename Duration>
std::int64_t WholeSeconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

}  // namespace

std::vector<InputNotice> InputWatch::Look(bool active, SteadyTime now) {
  if (active && !active_since_) {
    active_since_ = now;
    if (presses_.size() == kFlapPresses) presses_.pop_front();
    presses_.push_back(now);
  }
  if (!active) active_since_.reset();
  const std::optional<Event> trouble = Judge(now);

  std::vector<InputNotice> notices;
  if (trouble == trouble_) return notices;
  if (trouble_) notices.push_back(End(now));
  trouble_ = trouble;
  problem_ = trouble ? ProblemOf(*trouble) : "";
  if (!trouble) return notices;
  trouble_since_ = *trouble == Event::kInputStuck ? *active_since_ : presses_.front();
  notices.push_back({*trouble, problem_});
  return notices;
}

std::optional<Event> InputWatch::Judge(SteadyTime now) {
  while (!presses_.empty() && now - presses_.front() > kFlapWindow) presses_.pop_front();
  if (active_since_ && now - *active_since_ >= input_.stuck_after) return Event::kInputStuck;
  if (input_.flaps.empty()) return std::nullopt;
  const std::size_t bound = trouble_ == Event::kInputFlapping ? kCalmPresses : kFlapPresses;
  if (presses_.size() >= bound) return Event::kInputFlapping;
  return std::nullopt;
}

InputNotice InputWatch::End(SteadyTime now) {
  const Event end =
      *trouble_ == Event::kInputStuck ? Event::kInputStuckCleared : Event::kInputFlappingCleared;
  return {end, fmt::format("{} makes sense again, after {} s", input_.name,
                           WholeSeconds(now - trouble_since_))};
}

std::string InputWatch::ProblemOf(Event trouble) const {
  if (trouble == Event::kInputStuck) {
    return fmt::format("{} has been active for {} s: {}", input_.name,
                       WholeSeconds(input_.stuck_after), input_.stuck);
  }
  return fmt::format("{} became active {} times in {} s: {}", input_.name, kFlapPresses,
                     kFlapWindow.count(), input_.flaps);
}

}  // namespace doorward::inline door
