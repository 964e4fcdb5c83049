// Who is at the other end of a Unix socket, as the kernel vouches for it.

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <vector>

#include "doorward/core/result.hpp"

namespace doorward::inline control {

struct Peer {
  uid_t user = 0;
  std::vector<gid_t> groups;  // The effective one first, then the supplementary ones.
};

// As they were when the peer connected; what it has become since does not count.
Result<Peer> PeerOf(int socket);

// Whether `peer` may give commands: root, `own_user`, or a member of `group`.
bool MayControl(const Peer& peer, uid_t own_user, gid_t group);

}  // namespace doorward::inline control
