#include "doorward/core/used_once.hpp"

namespace doorward::inline core {

void UsedOnce::Take(const std::string& thing, const std::string& path) {
  const auto [first, added] = taken_.emplace(thing, path);
  if (!added) faults_.Add(path, thing + " is used already, by " + first->second);
}

void UsedOnce::Share(const std::string& thing, const std::string& as, const std::string& path) {
  const auto shared = shared_as_.find(thing);
  if (shared == shared_as_.end()) {
    Take(thing, path);
    shared_as_.emplace(thing, as);
  } else if (shared->second != as) {
    faults_.Add(path, thing + " is used already, as " + shared->second + ", by " + taken_[thing]);
  }
}

}  // namespace doorward::inline core
