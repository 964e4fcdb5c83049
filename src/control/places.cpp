#include "control/places.hpp"

#include <map>

namespace doorward::inline control {

std::optional<std::size_t> WhoGivesWay(const std::vector<Connection>& connections, uid_t newcomer) {
  std::map<uid_t, int> held = {{newcomer, 1}};
  for (const Connection& client : connections) ++held[client.user()];
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const Connection& client = connections[i];
    if (client.HasWork() || client.is_served() || held[client.user()] < held[newcomer]) continue;
    if (!found) {
      found = i;
      continue;
    }
    const Connection& best = connections[*found];
    const int more = held[client.user()] - held[best.user()];
    if (more > 0 || (more == 0 && client.served_at() < best.served_at())) found = i;
  }
  return found;
}

}  // namespace doorward::inline control
