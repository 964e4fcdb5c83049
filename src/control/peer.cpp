#include "control/peer.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "doorward/socket/unix_socket.hpp"

namespace doorward::inline control {

Result<Peer> PeerOf(int socket) {
  ucred credentials{};
  socklen_t size = sizeof(credentials);
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return Fail(SystemError("asking who connected", "", errno));
  }
  // 65,536 groups are the kernel's own limit (NGROUPS_MAX); few have more than a dozen.
  std::vector<gid_t> supplementary(64);
  size = static_cast<socklen_t>(supplementary.size() * sizeof(gid_t));
  int failed = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, supplementary.data(), &size);
  if (failed != 0 && errno == ERANGE) {
    supplementary.resize(size / sizeof(gid_t));
    failed = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, supplementary.data(), &size);
  }
  if (failed != 0) return Fail(SystemError("asking for the groups of who connected", "", errno));
  supplementary.resize(size / sizeof(gid_t));

  Peer peer{.user = credentials.uid, .groups = {credentials.gid}};
  peer.groups.insert(peer.groups.end(), supplementary.begin(), supplementary.end());
  return peer;
}

bool MayControl(const Peer& peer, uid_t own_user, gid_t group) {
  return peer.user == 0 || peer.user == own_user ||
         std::find(peer.groups.begin(), peer.groups.end(), group) != peer.groups.end();
}

}  // namespace doorward::inline control
