#include "door/open_attempts.hpp"

namespace doorward::inline door {

std::optional<OpenAttempt> OpenAttempts::Begin(OpenAttempt attempt) {
  const DoorSide side = SideOf(attempt.reader);
  std::optional<OpenAttempt> replaced = Take(side);
  attempts_.emplace(side, std::move(attempt));
  return replaced;
}

OpenAttempt* OpenAttempts::Find(const DoorSide& side) {
  const auto found = attempts_.find(side);
  return found == attempts_.end() ? nullptr : &found->second;
}

OpenAttempt* OpenAttempts::Find(std::uint64_t number) {
  for (auto& [side, attempt] : attempts_) {
    if (attempt.number == number) return &attempt;
  }
  return nullptr;
}

std::optional<OpenAttempt> OpenAttempts::Take(const DoorSide& side) {
  auto node = attempts_.extract(side);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

template <typename Matches>
std::vector<OpenAttempt> OpenAttempts::TakeIf(Matches matches) {
  std::vector<OpenAttempt> taken;
  for (auto entry = attempts_.begin(); entry != attempts_.end();) {
    if (!matches(entry->second)) {
      ++entry;
      continue;
    }
    taken.push_back(std::move(entry->second));
    entry = attempts_.erase(entry);
  }
  return taken;
}

std::vector<OpenAttempt> OpenAttempts::TakeLate(SteadyTime now) {
  return TakeIf([&](const OpenAttempt& attempt) { return now >= attempt.until; });
}

std::vector<OpenAttempt> OpenAttempts::TakeDoor(const DoorId& door) {
  return TakeIf([&](const OpenAttempt& attempt) { return attempt.reader.door == door; });
}

}  // namespace doorward::inline door
