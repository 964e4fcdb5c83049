// libgpiod 1.6. Its calls on a requested line only read the structures behind it, so that one thread
// may ask for the level while another waits for an edge.

#include <gpiod.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "drivers/gpio_cdev/gpio_line.hpp"

namespace doorward {
namespace {

constexpr const char* kConsumer = "doorward";
constexpr unsigned kMaxEvents = 16;  // The kernel keeps no more for a line.

struct ChipCloser {
  void operator()(gpiod_chip* chip) const { gpiod_chip_close(chip); }
};

std::string ErrnoText(int error) { return std::generic_category().message(error); }

int FlagsOf(const GpioLineConfig& config) {
  return config.active_high ? 0 : GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW;
}

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

tl::unexpected<Error> RequestError(const std::string& name, gpiod_line* line, int error) {
  if (error == EACCES || error == EPERM) {
    return Fail(ErrorCode::kPermissionDenied, name + ": " + ErrnoText(error));
  }
  if (error == EBUSY) {
    const char* user = gpiod_line_update(line) == 0 ? gpiod_line_consumer(line) : nullptr;
    return Fail(ErrorCode::kUnavailable,
                name + " is in use by " + (user != nullptr ? user : "something without a name"));
  }
  return Fail(ErrorCode::kUnavailable, name + ": " + ErrnoText(error));
}

}  // namespace

struct GpioLine::Handles {
  std::unique_ptr<gpiod_chip, ChipCloser> chip;  // Closing it releases its lines.
  gpiod_line* line = nullptr;                    // The chip's.
};

GpioLine::GpioLine(std::string name, std::unique_ptr<Handles> handles)
    : name_(std::move(name)), handles_(std::move(handles)) {}
GpioLine::GpioLine(GpioLine&&) noexcept = default;
GpioLine::~GpioLine() = default;

Result<GpioLine> GpioLine::Find(const GpioLineConfig& config) {
  auto handles = std::make_unique<Handles>();
  handles->chip.reset(gpiod_chip_open(config.chip.c_str()));
  if (!handles->chip) return ChipError(config.chip, errno);

  std::string name = "gpio " + config.chip + " line " + std::to_string(config.line);
  const unsigned lines = gpiod_chip_num_lines(handles->chip.get());
  if (config.line >= lines) {
    return Fail(ErrorCode::kNotFound,
                name + ": the chip has " + std::to_string(lines) + " lines, counted from 0");
  }
  handles->line = gpiod_chip_get_line(handles->chip.get(), config.line);
  if (handles->line == nullptr) {
    return Fail(ErrorCode::kUnavailable, name + ": " + ErrnoText(errno));
  }
  return GpioLine(std::move(name), std::move(handles));
}

Result<GpioLine> GpioLine::RequestOutput(const GpioLineConfig& config, Level initial) {
  DW_TRY_ASSIGN(GpioLine line, Find(config));
  const int value = initial == Level::kActive ? 1 : 0;
  if (gpiod_line_request_output_flags(line.handles_->line, kConsumer, FlagsOf(config), value) !=
      0) {
    return RequestError(line.name_, line.handles_->line, errno);
  }
  return line;
}

Result<GpioLine> GpioLine::RequestInput(const GpioLineConfig& config) {
  DW_TRY_ASSIGN(GpioLine line, Find(config));
  if (gpiod_line_request_both_edges_events_flags(line.handles_->line, kConsumer, FlagsOf(config)) !=
      0) {
    return RequestError(line.name_, line.handles_->line, errno);
  }
  return line;
}

Status GpioLine::Set(Level level) {
  if (gpiod_line_set_value(handles_->line, level == Level::kActive ? 1 : 0) != 0) {
    return Fail(ErrorCode::kUnavailable, name_ + ": " + ErrnoText(errno));
  }
  return {};
}

Result<Level> GpioLine::Read() const {
  const int value = gpiod_line_get_value(handles_->line);
  if (value < 0) return Fail(ErrorCode::kUnavailable, name_ + ": " + ErrnoText(errno));
  return value == 0 ? Level::kInactive : Level::kActive;
}

Result<bool> GpioLine::WaitForEdge(Milliseconds patience) {
  const auto left = std::max(patience, Milliseconds(0));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  const timespec timeout{
      .tv_sec = static_cast<time_t>(seconds.count()),
      .tv_nsec = static_cast<long>(std::chrono::nanoseconds(left - seconds).count())};
  const int ready = gpiod_line_event_wait(handles_->line, &timeout);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return false;
  if (ready < 0) return Fail(ErrorCode::kUnavailable, name_ + ": " + ErrnoText(errno));

  // A bouncing contact must not wake its thread once an edge.
  std::array<gpiod_line_event, kMaxEvents> events{};
  if (gpiod_line_event_read_multiple(handles_->line, events.data(), kMaxEvents) < 0) {
    return Fail(ErrorCode::kUnavailable, name_ + ": " + ErrnoText(errno));
  }
  return true;
}

}  // namespace doorward
