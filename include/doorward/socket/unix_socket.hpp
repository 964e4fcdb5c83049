// The few system calls that both ends of the control socket need.

#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "doorward/core/result.hpp"

namespace doorward::inline socket {

// An open file descriptor, closed at the end of its life.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

struct UnixAddress {
  sockaddr_un raw{};
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&raw); }
};

// kInvalidArgument if the path is too long for a socket (107 bytes).
Result<UnixAddress> MakeUnixAddress(const std::filesystem::path& path);

// A stream socket that does not block and is not inherited.
Result<FileDescriptor> MakeUnixSocket();

// "doing PATH: what errno says", with the code that a caller acts on.
Error SystemError(std::string_view doing, const std::filesystem::path& path, int error_number);

}  // namespace doorward::inline socket
