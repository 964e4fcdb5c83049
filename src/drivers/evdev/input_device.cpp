#include "drivers/evdev/input_device.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace doorward::inline drivers {
namespace {

std::string ErrnoText(int error) { return std::generic_category().message(error); }

tl::unexpected<Error> OpenError(const std::string& path, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return Fail(ErrorCode::kNotFound, path + ": there is no such device");
    case EACCES:
    case EPERM: return Fail(ErrorCode::kPermissionDenied, path + ": " + ErrnoText(error));
  }
  return Fail(ErrorCode::kUnavailable, path + ": " + ErrnoText(error));
}

}  // namespace

Result<InputDevice> InputDevice::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return OpenError(path, errno);
  InputDevice device(path, fd);
  DW_TRY(device.Grab());
  constexpr int kMaxReads = 1'000;  // Of a device that types without a pause.
  for (int i = 0; i < kMaxReads; ++i) {
    DW_TRY_ASSIGN(const auto old, device.ReadNow());
    if (old.empty()) break;
  }
  device.rest_.clear();
  return device;
}

InputDevice::InputDevice(InputDevice&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      rest_(std::move(other.rest_)) {}

InputDevice::~InputDevice() {
  if (fd_ >= 0) close(fd_);  // Which lets go of the device too.
}

Status InputDevice::Grab() {
  if (ioctl(fd_, EVIOCGRAB, 1) == 0) return {};
  if (errno == EBUSY) {
    return Fail(ErrorCode::kUnavailable, path_ + " is grabbed by another program");
  }
  if (errno == ENODEV) return Gone(errno);
  return Fail(ErrorCode::kInvalidArgument, path_ + " is not an input device");
}

Result<std::vector<input_event>> InputDevice::Read(Milliseconds patience) {
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  const auto left = std::clamp<Milliseconds::rep>(patience.count(), 0, 60'000);
  const int ready = poll(&waiting, 1, static_cast<int>(left));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return std::vector<input_event>();
  if (ready < 0) return Gone(errno);
  return ReadNow();
}

Result<std::vector<input_event>> InputDevice::ReadNow() {
  std::array<char, kMaxEvents * sizeof(input_event)> buffer{};
  const ssize_t size = read(fd_, buffer.data(), buffer.size() - rest_.size());
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return std::vector<input_event>();
  if (size < 0) return Gone(errno);
  if (size == 0) return Gone(ENODEV);
  rest_.append(buffer.data(), static_cast<std::size_t>(size));
  std::vector<input_event> events(rest_.size() / sizeof(input_event));
  std::memcpy(events.data(), rest_.data(), events.size() * sizeof(input_event));
  rest_.erase(0, events.size() * sizeof(input_event));
  return events;
}

Result<std::vector<std::uint16_t>> InputDevice::HeldKeys() const {
  std::array<std::uint8_t, KEY_MAX / 8 + 1> bits{};
  if (ioctl(fd_, EVIOCGKEY(bits.size()), bits.data()) < 0) return Gone(errno);
  std::vector<std::uint16_t> held;
  for (std::uint16_t key = 0; key <= KEY_MAX; ++key) {
    if ((bits[key / 8] >> (key % 8) & 1U) != 0) held.push_back(key);
  }
  return held;
}

tl::unexpected<Error> InputDevice::Gone(int error) const {
  return Fail(ErrorCode::kUnavailable, path_ + ": " + ErrnoText(error));
}

}  // namespace doorward::inline drivers
