#include "doorward/socket/unix_socket.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace doorward::inline socket {

Result<UnixAddress> MakeUnixAddress(const std::filesystem::path& path) {
  UnixAddress address;
  address.raw.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.empty() || text.size() >= sizeof(address.raw.sun_path)) {
    return Fail(
        ErrorCode::kInvalidArgument,
        "socket path " + text + ": expected 1 to 107 bytes, it has " + std::to_string(text.size()));
  }
  std::memcpy(address.raw.sun_path, text.c_str(), text.size() + 1);
  return address;
}

Result<FileDescriptor> MakeUnixSocket() {
  FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return Fail(SystemError("making a socket", "", errno));
  return fd;
}

Error SystemError(std::string_view doing, const std::filesystem::path& path, int error_number) {
  ErrorCode code = ErrorCode::kUnavailable;
  if (error_number == EACCES || error_number == EPERM) code = ErrorCode::kPermissionDenied;
  if (error_number == ENOENT || error_number == ENOTDIR) code = ErrorCode::kNotFound;
  const std::string place = path.empty() ? "" : " " + path.native();
  return {code, std::string(doing) + place + ": " + std::system_category().message(error_number)};
}

}  // namespace doorward::inline socket
