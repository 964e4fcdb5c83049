// The local Unix socket that `doorctl` speaks: one JSON command a line in, one reply a line out, in
// order. The envelope is the protocol's.
//
// Only root, the daemon's own user and members of the socket's group get in: the kernel vouches for
// the peer (SO_PEERCRED), and the file is 0660.
//
// Thread-safety: construct and destroy on one thread; it has one of its own, "control".

#pragma once

#include <filesystem>
#include <memory>

#include "doorward/core/result.hpp"

namespace doorward {

class CommandRouter;

class ControlServer {
 public:
  static constexpr std::size_t kMaxConnections = 8;
  static constexpr std::size_t kMaxLine = 1024 * 1024;

  // Replaces a socket file that nobody listens on; kAlreadyExists if a daemon does. `router` outlives
  // the server.
  static Result<std::unique_ptr<ControlServer>> Listen(const std::filesystem::path& socket,
                                                       CommandRouter& router);
  ~ControlServer();

 private:
  struct Impl;
  explicit ControlServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward
