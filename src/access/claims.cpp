#include "access/claims.hpp"

namespace doorward {

std::optional<Claim> Claims::Begin(Claim claim) {
  const DoorSide side = SideOf(claim.reader);
  std::optional<Claim> replaced = Take(side);
  claims_.emplace(side, std::move(claim));
  return replaced;
}

const Claim* Claims::Find(const DoorSide& side) const {
  const auto found = claims_.find(side);
  return found == claims_.end() ? nullptr : &found->second;
}

std::optional<Claim> Claims::Take(const DoorSide& side) {
  auto node = claims_.extract(side);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

template <typename Matches>
std::vector<Claim> Claims::TakeIf(Matches matches) {
  std::vector<Claim> taken;
  for (auto entry = claims_.begin(); entry != claims_.end();) {
    if (!matches(entry->second)) {
      ++entry;
      continue;
    }
    taken.push_back(std::move(entry->second));
    entry = claims_.erase(entry);
  }
  return taken;
}

std::vector<Claim> Claims::TakeLate(SteadyTime now) {
  return TakeIf([&](const Claim& claim) { return now >= claim.until; });
}

std::vector<Claim> Claims::TakeDoor(const DoorId& door) {
  return TakeIf([&](const Claim& claim) { return claim.reader.door == door; });
}

}  // namespace doorward
