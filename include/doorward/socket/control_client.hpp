// The other end of the socket: what `doorctl` uses.
//
// Thread-safety: none.

#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "doorward/core/result.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline socket {

class ControlClient {
 public:
  // kUnavailable if no daemon listens there, kPermissionDenied; the message says what to do.
  static Result<ControlClient> Connect(const std::filesystem::path& socket);
  ControlClient(ControlClient&&) noexcept;
  ControlClient& operator=(ControlClient&&) noexcept;
  ~ControlClient();

  // Sends one line and waits for its reply. After an error (kTimeout, kUnavailable) the connection is
  // closed: connect again. REQUIRES: no newline in `command`, and nothing is watched: what is may come first.
  Result<std::string> Call(const std::string& command, Milliseconds patience);

  // Waits for a further line: after a `watch` they come unasked. kTimeout if none came, and the connection stays;
  // after any other error it is closed.
  Result<std::string> Next(Milliseconds patience);

 private:
  explicit ControlClient(int fd) : fd_(fd) {}
  int fd_ = -1;
  std::string received_;
};

}  // namespace doorward::inline socket
