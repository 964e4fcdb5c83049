// libgpiod 1.6.

#include <algorithm>
#include <array>
#include <cerrno>

#include "drivers/gpio_cdev/gpio_edges.hpp"
#include "drivers/gpio_cdev/gpiod_v1.hpp"

namespace doorward::inline drivers {
namespace {

using gpiod_v1::kMaxEvents;

std::chrono::nanoseconds TimeOf(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// Takes what `line` has into `batch`. REQUIRES: it has something.
Status TakeEvents(gpiod_line* line, int number, const std::string& name, GpioEdges::Batch& batch) {
  std::array<gpiod_line_event, kMaxEvents> events{};
  const int count = gpiod_line_event_read_multiple(line, events.data(), kMaxEvents);
  if (count < 0) return gpiod_v1::LineGone(name, errno);
  if (count == static_cast<int>(kMaxEvents)) batch.lost_some = true;
  for (int i = 0; i < count; ++i)
    batch.edges.push_back({.line = number, .at = TimeOf(events[i].ts)});
  return {};
}

}  // namespace

struct GpioEdges::Handles {
  gpiod_v1::Chip chip;
  std::array<gpiod_line*, 2> lines{};  // The chip's.
  gpiod_line_bulk bulk{};              // Both.
};

GpioEdges::GpioEdges(std::string name, std::unique_ptr<Handles> handles)
    : name_(std::move(name)), handles_(std::move(handles)) {}
GpioEdges::GpioEdges(GpioEdges&&) noexcept = default;
GpioEdges::~GpioEdges() = default;

Result<GpioEdges> GpioEdges::Request(const GpioLineConfig& first, const GpioLineConfig& second) {
  if (first.chip != second.chip || first.active_high != second.active_high ||
      first.line == second.line) {
    return Fail(ErrorCode::kInvalidArgument,
                "expected two lines of one chip, both active high or both active low");
  }
  std::string name =
      first.chip + " lines " + std::to_string(first.line) + " and " + std::to_string(second.line);
  auto handles = std::make_unique<Handles>();
  DW_TRY_ASSIGN(handles->chip, gpiod_v1::OpenChip(first.chip));
  gpiod_line_bulk_init(&handles->bulk);
  for (const auto& [config, line] :
       {std::pair(&first, &handles->lines[0]), std::pair(&second, &handles->lines[1])}) {
    DW_TRY_ASSIGN(*line, gpiod_v1::FindLine(handles->chip, config->line, name));
    gpiod_line_bulk_add(&handles->bulk, *line);
  }
  if (gpiod_line_request_bulk_falling_edge_events_flags(&handles->bulk, gpiod_v1::kConsumer,
                                                        gpiod_v1::FlagsOf(first)) != 0) {
    return gpiod_v1::RequestError(name, handles->lines[0], errno);
  }
  return GpioEdges(std::move(name), std::move(handles));
}

Result<GpioEdges::Batch> GpioEdges::Wait(Milliseconds patience) {
  const timespec timeout = gpiod_v1::TimespecOf(patience);
  gpiod_line_bulk ready{};
  const int answer = gpiod_line_event_wait_bulk(&handles_->bulk, &timeout, &ready);
  Batch batch;
  if (answer == 0 || (answer < 0 && errno == EINTR)) return batch;
  if (answer < 0) return gpiod_v1::LineGone(name_, errno);
  for (unsigned i = 0; i < ready.num_lines; ++i) {
    const int number = ready.lines[i] == handles_->lines[1] ? 1 : 0;
    DW_TRY(TakeEvents(ready.lines[i], number, name_, batch));
  }
  std::ranges::stable_sort(batch.edges, {}, &Edge::at);
  return batch;
}

Result<bool> GpioEdges::IsLow(int line) {
  const int value = gpiod_line_get_value(handles_->lines.at(static_cast<std::size_t>(line)));
  if (value < 0) return gpiod_v1::LineGone(name_, errno);
  return value == 0;
}

}  // namespace doorward::inline drivers
