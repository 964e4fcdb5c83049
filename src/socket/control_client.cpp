#include "doorward/socket/control_client.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "doorward/core/check.hpp"
#include "doorward/socket/unix_socket.hpp"

namespace doorward::inline socket {
namespace {

constexpr std::size_t kMaxReply = 2 * 1024 * 1024;

Error WhyNotConnected(const std::filesystem::path& path, int error_number) {
  Error error = SystemError("connecting to", path, error_number);
  if (error.code == ErrorCode::kPermissionDenied) {
    error.message += "; be root, the daemon's user or a member of the socket's group";
  } else {
    error.code = ErrorCode::kUnavailable;
    error.message += "; does doorwardd run, and with this socket in its configuration?";
  }
  return error;
}

// Waits until `fd` is ready for `events`; kTimeout at `deadline`.
Status WaitReady(int fd, short events, SteadyTime deadline) {
  while (true) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto timeout_ms = std::clamp<Milliseconds::rep>(left.count(), 0, 60'000);
    pollfd polled{fd, events, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(timeout_ms));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Fail(SystemError("waiting for the daemon", "", errno));
    if (left.count() <= 0) {
      return Fail(ErrorCode::kTimeout, "the daemon did not answer in time");
    }
  }
}

// Stops early, without error, if the daemon has hung up: it may have said why before.
Status SendAll(int fd, std::string_view text, SteadyTime deadline) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      DW_TRY(WaitReady(fd, POLLOUT, deadline));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return {};
    } else if (errno != EINTR) {
      return Fail(SystemError("sending to the daemon", "", errno));
    }
  }
  return {};
}

Result<std::string> ReceiveLine(int fd, std::string& received, SteadyTime deadline) {
  std::array<char, 64 * 1024> chunk;
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = received.find('\n', searched);
    if (end != std::string::npos) {
      std::string line = received.substr(0, end);
      received.erase(0, end + 1);
      return line;
    }
    searched = received.size();
    if (searched > kMaxReply) return Fail(ErrorCode::kDataLoss, "the daemon's reply has no end");
    DW_TRY(WaitReady(fd, POLLIN, deadline));
    const ssize_t got = ::recv(fd, chunk.data(), chunk.size(), 0);
    if (got > 0) {
      received.append(chunk.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
      return Fail(ErrorCode::kUnavailable, "the daemon closed the connection");
    }
  }
}

}  // namespace

Result<ControlClient> ControlClient::Connect(const std::filesystem::path& socket) {
  DW_TRY_ASSIGN(const UnixAddress address, MakeUnixAddress(socket));
  DW_TRY_ASSIGN(FileDescriptor fd, MakeUnixSocket());
  // Many may be waiting before us: only a socket that blocks waits for its turn.
  const timeval patience{.tv_sec = 5, .tv_usec = 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::fcntl(fd.get(), F_SETFL, 0);
  if (::connect(fd.get(), address.get(), sizeof(address.raw)) != 0) {
    return Fail(WhyNotConnected(socket, errno));
  }
  ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
  return ControlClient(fd.Release());
}

ControlClient::ControlClient(ControlClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), received_(std::move(other.received_)) {}

ControlClient& ControlClient::operator=(ControlClient&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(received_, other.received_);
  return *this;
}

ControlClient::~ControlClient() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> ControlClient::Call(const std::string& command, Milliseconds patience) {
  DW_CHECK(command.find('\n') == std::string::npos);
  if (fd_ < 0) return Fail(ErrorCode::kUnavailable, "the connection is closed");
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  Result<std::string> reply = [&]() -> Result<std::string> {
    DW_TRY(SendAll(fd_, command + "\n", deadline));
    return ReceiveLine(fd_, received_, deadline);
  }();
  // A reply that comes late must not pass for that of the next command.
  if (!reply) ::close(std::exchange(fd_, -1));
  return reply;
}

Result<std::string> ControlClient::Next(Milliseconds patience) {
  if (fd_ < 0) return Fail(ErrorCode::kUnavailable, "the connection is closed");
  auto line = ReceiveLine(fd_, received_, std::chrono::steady_clock::now() + patience);
  if (!line && line.error().code != ErrorCode::kTimeout) ::close(std::exchange(fd_, -1));
  return line;
}

}  // namespace doorward::inline socket
