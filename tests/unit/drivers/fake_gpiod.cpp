#include "unit/drivers/fake_gpiod.hpp"

#include <gpiod.h>

#include <algorithm>

FakeGpiod& TheFakeGpiod() {
  static FakeGpiod chip;
  return chip;
}

// libgpiod leaves both incomplete for its users.
struct gpiod_chip {};
struct gpiod_line {
  FakeGpiodLine* fake = nullptr;
};

namespace {

int FailWith(int error) {
  if (error == 0) return 0;
  errno = error;
  return -1;
}

}  // namespace

extern "C" {

gpiod_chip* gpiod_chip_open(const char*) {
  static gpiod_chip chip;
  if (FailWith(TheFakeGpiod().open_errno) != 0) return nullptr;
  ++TheFakeGpiod().open_chips;
  return &chip;
}

void gpiod_chip_close(gpiod_chip*) { --TheFakeGpiod().open_chips; }

unsigned gpiod_chip_num_lines(gpiod_chip*) { return FakeGpiod::kLines; }

gpiod_line* gpiod_chip_get_line(gpiod_chip*, unsigned offset) {
  static gpiod_line lines[FakeGpiod::kLines];
  lines[offset].fake = &TheFakeGpiod().lines[offset];
  return &lines[offset];
}

int gpiod_line_request_output_flags(gpiod_line* line, const char* consumer, int flags, int value) {
  if (FailWith(line->fake->request_errno) != 0) return -1;
  line->fake->requested = true;
  line->fake->consumer = consumer;
  line->fake->flags = flags;
  line->fake->values = {value};
  return 0;
}

int gpiod_line_request_both_edges_events_flags(gpiod_line* line, const char* consumer, int flags) {
  if (FailWith(line->fake->request_errno) != 0) return -1;
  line->fake->requested = true;
  line->fake->watches_edges = true;
  line->fake->consumer = consumer;
  line->fake->flags = flags;
  return 0;
}

int gpiod_line_update(gpiod_line*) { return 0; }

const char* gpiod_line_consumer(gpiod_line* line) {
  return line->fake->consumer.empty() ? nullptr : line->fake->consumer.c_str();
}

int gpiod_line_set_value(gpiod_line* line, int value) {
  if (FailWith(line->fake->value_errno) != 0) return -1;
  line->fake->values.push_back(value);
  return 0;
}

int gpiod_line_get_value(gpiod_line* line) {
  if (FailWith(line->fake->value_errno) != 0) return -1;
  return line->fake->values.empty() ? 0 : line->fake->values.back();
}

int gpiod_line_event_wait(gpiod_line* line, const timespec*) {
  if (FailWith(line->fake->wait_errno) != 0) return -1;
  return line->fake->pending_edges > 0 ? 1 : 0;
}

int gpiod_line_event_read_multiple(gpiod_line* line, gpiod_line_event*, unsigned limit) {
  const int count = std::min(line->fake->pending_edges, static_cast<int>(limit));
  line->fake->pending_edges -= count;
  return count;
}

}  // extern "C"
