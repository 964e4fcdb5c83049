#include "control/places.hpp"

#include <gtest/gtest.h>

namespace doorward::places_test {

constexpr uid_t kRoot = 0;
constexpr uid_t kAnna = 1000;
constexpr uid_t kBen = 1001;

Connection Of(uid_t user, int served_s) {
  return {FileDescriptor(), 1000, user, SteadyTime(std::chrono::seconds(served_s))};
}

TEST(Places, TheUserWithMostConnectionsGivesWay) {
  std::vector<Connection> connections;
  connections.push_back(Of(kBen, 1));
  for (int i = 0; i < 7; ++i) connections.push_back(Of(kAnna, 10 - i));
  EXPECT_EQ(WhoGivesWay(connections, kRoot),
            7U);  // Anna's longest idle, not Ben, idle for longer still.
  EXPECT_EQ(WhoGivesWay(connections, kBen), 7U);
  EXPECT_EQ(WhoGivesWay(connections, kAnna), 7U);
}

TEST(Places, WhoWouldHoldMostGivesWayToOneself) {
  std::vector<Connection> connections;
  for (int i = 0; i < 4; ++i) connections.push_back(Of(kAnna, 1));
  for (int i = 0; i < 4; ++i) connections.push_back(Of(kBen, 5 + i));
  EXPECT_EQ(WhoGivesWay(connections, kBen), 4U);
}

}  // namespace doorward::places_test
