// libgpiod 1.6. Its calls on a requested line only read the structures behind it, so that one thread
// may ask for the level while another waits for an edge.

#include <array>
#include <cerrno>

#include "drivers/gpio_cdev/gpio_line.hpp"
#include "drivers/gpio_cdev/gpiod_v1.hpp"

namespace doorward::inline drivers {

using gpiod_v1::kConsumer;
using gpiod_v1::kMaxEvents;

struct GpioLine::Handles {
  gpiod_v1::Chip chip;
  gpiod_line* line = nullptr;  // The chip's.
};

GpioLine::GpioLine(std::string name, std::unique_ptr<Handles> handles)
    : name_(std::move(name)), handles_(std::move(handles)) {}
GpioLine::GpioLine(GpioLine&&) noexcept = default;
GpioLine::~GpioLine() = default;

Result<GpioLine> GpioLine::Find(const GpioLineConfig& config) {
  auto handles = std::make_unique<Handles>();
  DW_TRY_ASSIGN(handles->chip, gpiod_v1::OpenChip(config.chip));
  std::string name = "gpio " + config.chip + " line " + std::to_string(config.line);
  DW_TRY_ASSIGN(handles->line, gpiod_v1::FindLine(handles->chip, config.line, name));
  return GpioLine(std::move(name), std::move(handles));
}

Result<GpioLine> GpioLine::RequestOutput(const GpioLineConfig& config, Level initial) {
  DW_TRY_ASSIGN(GpioLine line, Find(config));
  const int value = initial == Level::kActive ? 1 : 0;
  if (gpiod_line_request_output_flags(line.handles_->line, kConsumer, gpiod_v1::FlagsOf(config),
                                      value) != 0) {
    return gpiod_v1::RequestError(line.name_, line.handles_->line, errno);
  }
  return line;
}

Result<GpioLine> GpioLine::RequestInput(const GpioLineConfig& config) {
  DW_TRY_ASSIGN(GpioLine line, Find(config));
  if (gpiod_line_request_both_edges_events_flags(line.handles_->line, kConsumer,
                                                 gpiod_v1::FlagsOf(config)) != 0) {
    return gpiod_v1::RequestError(line.name_, line.handles_->line, errno);
  }
  return line;
}

Status GpioLine::Set(Level level) {
  if (gpiod_line_set_value(handles_->line, level == Level::kActive ? 1 : 0) != 0) {
    return gpiod_v1::LineGone(name_, errno);
  }
  return {};
}

Result<Level> GpioLine::Read() const {
  const int value = gpiod_line_get_value(handles_->line);
  if (value < 0) return gpiod_v1::LineGone(name_, errno);
  return value == 0 ? Level::kInactive : Level::kActive;
}

Result<bool> GpioLine::WaitForEdge(Milliseconds patience) {
  const timespec timeout = gpiod_v1::TimespecOf(patience);
  const int ready = gpiod_line_event_wait(handles_->line, &timeout);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return false;
  if (ready < 0) return gpiod_v1::LineGone(name_, errno);

  // A bouncing contact must not wake its thread once an edge.
  std::array<gpiod_line_event, kMaxEvents> events{};
  if (gpiod_line_event_read_multiple(handles_->line, events.data(), kMaxEvents) < 0) {
    return gpiod_v1::LineGone(name_, errno);
  }
  return true;
}

}  // namespace doorward::inline drivers
