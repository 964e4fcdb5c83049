#include "control/peer.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "doorward/socket/unix_socket.hpp"

namespace doorward::peer_test {

constexpr uid_t kDaemon = 900;
constexpr gid_t kGroup = 950;

TEST(Peer, MayControlAsRootAsTheDaemonOrAsAMember) {
  EXPECT_TRUE(MayControl({.user = 0, .groups = {0}}, kDaemon, kGroup));
  EXPECT_TRUE(MayControl({.user = kDaemon, .groups = {100}}, kDaemon, kGroup));
  EXPECT_TRUE(MayControl({.user = 1000, .groups = {kGroup}}, kDaemon, kGroup));
  EXPECT_TRUE(MayControl({.user = 1000, .groups = {100, 27, kGroup}}, kDaemon, kGroup));
}

TEST(Peer, MayNotControlAsAnyoneElse) {
  EXPECT_FALSE(MayControl({.user = 1000, .groups = {}}, kDaemon, kGroup));
  EXPECT_FALSE(MayControl({.user = 1000, .groups = {0, 100, kDaemon}}, kDaemon, kGroup));
  EXPECT_FALSE(MayControl({.user = kGroup, .groups = {1000}}, kDaemon, kGroup));
}

TEST(Peer, IsWhoTheKernelSays) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const FileDescriptor here(ends[0]);
  const FileDescriptor there(ends[1]);
  const auto peer = PeerOf(here.get());
  ASSERT_TRUE(peer) << peer.error().message;
  EXPECT_EQ(peer->user, ::geteuid());
  ASSERT_FALSE(peer->groups.empty());
  EXPECT_EQ(peer->groups.front(), ::getegid());
}

TEST(UnixAddress, HasABound) {
  EXPECT_TRUE(MakeUnixAddress("/run/" + std::string(102, 'x')));
  EXPECT_FALSE(MakeUnixAddress("/run/" + std::string(103, 'x')));
  EXPECT_FALSE(MakeUnixAddress(""));
}

}  // namespace doorward::peer_test
