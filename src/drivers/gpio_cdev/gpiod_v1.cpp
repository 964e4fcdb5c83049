#include "drivers/gpio_cdev/gpiod_v1.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace doorward::inline drivers::gpiod_v1 {
namespace {

std::string ErrnoText(int error) { return std::generic_category().message(error); }

tl::unexpected<Error> ChipError(const std::string& chip, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return Fail(ErrorCode::kNotFound, chip + ": there is no such chip");
    case ENOTTY:
    case ENODEV:
    case EINVAL:
    case EISDIR: return Fail(ErrorCode::kNotFound, chip + " is not a GPIO chip");
    case EACCES:
    case EPERM: return Fail(ErrorCode::kPermissionDenied, chip + ": " + ErrnoText(error));
  }
  return Fail(ErrorCode::kUnavailable, chip + ": " + ErrnoText(error));
}

}  // namespace

Result<Chip> OpenChip(const std::string& path) {
  Chip chip(gpiod_chip_open(path.c_str()));
  if (!chip) return ChipError(path, errno);
  return chip;
}

Result<gpiod_line*> FindLine(const Chip& chip, unsigned offset, const std::string& name) {
  const unsigned lines = gpiod_chip_num_lines(chip.get());
  if (offset >= lines) {
    return Fail(ErrorCode::kNotFound,
                name + ": the chip has " + std::to_string(lines) + " lines, counted from 0");
  }
  gpiod_line* line = gpiod_chip_get_line(chip.get(), offset);
  if (line == nullptr) return LineGone(name, errno);
  return line;
}

int FlagsOf(const GpioLineConfig& config) {
  return config.active_high ? 0 : GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW;
}

timespec TimespecOf(Milliseconds patience) {
  const auto left = std::max(patience, Milliseconds(0));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {.tv_sec = static_cast<time_t>(seconds.count()),
          .tv_nsec = static_cast<long>(std::chrono::nanoseconds(left - seconds).count())};
}

tl::unexpected<Error> RequestError(const std::string& name, gpiod_line* line, int error) {
  if (error == EACCES || error == EPERM) {
    return Fail(ErrorCode::kPermissionDenied, name + ": " + ErrnoText(error));
  }
  if (error == EBUSY) {
    const char* user = gpiod_line_update(line) == 0 ? gpiod_line_consumer(line) : nullptr;
    return Fail(ErrorCode::kUnavailable,
                name + " is in use by " + (user != nullptr ? user : "something without a name"));
  }
  return LineGone(name, error);
}

tl::unexpected<Error> LineGone(const std::string& name, int error) {
  return Fail(ErrorCode::kUnavailable, name + ": " + ErrnoText(error));
}

}  // namespace doorward::inline drivers::gpiod_v1
