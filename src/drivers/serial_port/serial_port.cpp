#include "drivers/serial_port/serial_port.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>

namespace doorward::inline drivers {
namespace {

struct Rate {
  int baud;
  speed_t speed;
};

constexpr std::array<Rate, 13> kRates{{{1200, B1200},
                                       {1800, B1800},
                                       {2400, B2400},
                                       {4800, B4800},
                                       {9600, B9600},
                                       {19200, B19200},
                                       {38400, B38400},
                                       {57600, B57600},
                                       {115200, B115200},
                                       {230400, B230400},
                                       {460800, B460800},
                                       {576000, B576000},
                                       {921600, B921600}}};

std::optional<speed_t> SpeedOf(int baud) {
  const auto rate = std::ranges::find(kRates, baud, &Rate::baud);
  if (rate == kRates.end()) return std::nullopt;
  return rate->speed;
}

std::string ErrnoText(int error) { return std::generic_category().message(error); }

ErrorCode CodeOfOpenError(int error) {
  if (error == ENOENT || error == ENOTDIR) return ErrorCode::kNotFound;
  if (error == EACCES || error == EPERM) return ErrorCode::kPermissionDenied;
  return ErrorCode::kUnavailable;  // ENXIO, ENODEV: no device behind it; EBUSY: someone's alone.
}

}  // namespace

Result<SerialPort> SerialPort::Open(const SerialPortConfig& config) {
  const auto speed = SpeedOf(config.baud);
  if (!speed) {
    return Fail(ErrorCode::kInvalidArgument,
                config.port + ": no serial port runs at " + std::to_string(config.baud) + " baud");
  }
  const int fd = ::open(config.port.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    const int error = errno;
    return Fail(CodeOfOpenError(error), config.port + ": " + ErrnoText(error));
  }
  SerialPort port(config.port, fd);
  DW_TRY(port.Lock());
  DW_TRY(port.Configure(*speed));
  return port;
}

SerialPort::SerialPort(SerialPort&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

SerialPort::~SerialPort() {
  if (fd_ >= 0) ::close(fd_);
}

Status SerialPort::Lock() const {
  if (!::isatty(fd_)) {
    return Fail(ErrorCode::kInvalidArgument, path_ + " is not a serial port");
  }
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    return Fail(ErrorCode::kUnavailable, path_ + " is locked by another program");
  }
  if (::ioctl(fd_, TIOCEXCL) != 0) {
    return Fail(ErrorCode::kUnavailable, path_ + ": " + ErrnoText(errno));
  }
  return {};
}

Status SerialPort::Configure(unsigned speed) const {
  termios wanted{};
  if (::tcgetattr(fd_, &wanted) != 0) return Gone(ErrnoText(errno));
  ::cfmakeraw(&wanted);  // Eight bits, no parity, nothing translated.
  wanted.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS);
  wanted.c_cflag |= CLOCAL | CREAD;
  wanted.c_iflag &= ~static_cast<tcflag_t>(IXOFF | IXANY | INPCK);
  wanted.c_cc[VMIN] = 1;  // So that reading nothing means the end, not "nothing yet".
  wanted.c_cc[VTIME] = 0;
  if (::cfsetspeed(&wanted, speed) != 0 || ::tcsetattr(fd_, TCSANOW, &wanted) != 0) {
    return Gone(ErrnoText(errno));
  }
  // tcsetattr() is content with having changed anything at all.
  termios actual{};
  if (::tcgetattr(fd_, &actual) != 0) return Gone(ErrnoText(errno));
  if (::cfgetispeed(&actual) != speed || (actual.c_cflag & CSIZE) != CS8) {
    return Fail(ErrorCode::kInvalidArgument, path_ + " does not run at this baud rate with 8N1");
  }
  ::tcflush(fd_, TCIFLUSH);
  return {};
}

Result<std::string> SerialPort::Read(Milliseconds patience) {
  pollfd poll_fd{.fd = fd_, .events = POLLIN, .revents = 0};
  const auto wait_ms = std::clamp<Milliseconds::rep>(patience.count(), 0, 60'000);
  const int ready = ::poll(&poll_fd, 1, static_cast<int>(wait_ms));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return std::string();
  if (ready < 0) return Gone(ErrnoText(errno));

  // Also after a hang-up: what was sent before it is read first.
  std::string bytes(kMaxReadBytes, '\0');
  const ssize_t count = ::read(fd_, bytes.data(), bytes.size());
  if (count > 0) {
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
  }
  if (count == 0) return Gone("it hung up");
  if ((errno == EAGAIN || errno == EINTR) && (poll_fd.revents & (POLLHUP | POLLERR)) == 0) {
    return std::string();
  }
  return Gone(ErrnoText(errno));
}

Status SerialPort::Write(ByteView bytes, Milliseconds patience) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      continue;
    }
    if (count < 0 && errno != EAGAIN && errno != EINTR) return Gone(ErrnoText(errno));
    const auto left =
        std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return Fail(ErrorCode::kTimeout, path_ + " takes no more bytes");
    pollfd poll_fd{.fd = fd_, .events = POLLOUT, .revents = 0};
    ::poll(&poll_fd, 1, static_cast<int>(std::min<Milliseconds::rep>(left, 60'000)));
    if ((poll_fd.revents & (POLLHUP | POLLERR)) != 0) return Gone("it hung up");
  }
  return {};
}

void SerialPort::DiscardInput() { ::tcflush(fd_, TCIFLUSH); }

tl::unexpected<Error> SerialPort::Gone(const std::string& why) const {
  return Fail(ErrorCode::kUnavailable, path_ + ": " + why);
}

}  // namespace doorward::inline drivers
