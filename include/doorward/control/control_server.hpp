// The local Unix socket that `doorctl` speaks: one JSON command a line in, one reply a line out, in
// order. The envelope is the protocol's.
//
// Only root, the daemon's own user and members of the socket's group get in: the kernel vouches for
// the peer (SO_PEERCRED, SO_PEERGROUPS), and the file is 0660. Whoever is refused is told so in a
// reply with id null, as is who sends a line that is too long; then the connection closes. It also
// closes on a client that stops for 30 s in the middle of a line or does not take its replies, or that asks
// for nothing in five minutes. When all places are taken, whoever has asked for nothing for longest, of the user
// with most connections, gives way; one more place is root's.
//
// A client that asks for `watch` gets, beside the replies to its lines, what happens, as it happens
// (commands/watch_stream.hpp). It may ask for nothing for as long as it likes, and gives way like others: what it is
// sent is nothing that it asked for. It must take what it is sent, as it must its replies. Closing its end, or only
// what it sends on, ends the watch.
//
// Clients take turns, a line each; commands for a door go first. A command that takes long holds up those of
// other clients in its lane (commands/command_lane.hpp), and no others.
//
// Thread-safety: construct and destroy on one thread; it has four of its own: "control", and one for each lane.

#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "doorward/core/result.hpp"

namespace doorward {

inline namespace commands {
class CommandRouter;
}  // namespace commands

inline namespace control {

class ControlServer {
 public:
  static constexpr std::size_t kMaxConnections = 8;
  static constexpr std::size_t kMaxLine = 1024 * 1024;

  // Replaces a socket file that nobody listens on; kAlreadyExists if a daemon does. `router` outlives
  // the server.
  static Result<std::unique_ptr<ControlServer>> Listen(const std::filesystem::path& socket,
                                                       CommandRouter& router);
  // Waits for the commands that are being carried out, and sends their replies.
  ~ControlServer();

  // From any thread, without waiting: there may be a record that can be given to those who watch.
  void OnNews();

 private:
  struct Impl;
  explicit ControlServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace control
}  // namespace doorward
