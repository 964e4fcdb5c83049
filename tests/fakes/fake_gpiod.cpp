#include "fakes/fake_gpiod.hpp"

#include <gpiod.h>

#include <algorithm>
#include <ctime>

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

int gpiod_line_request_bulk_falling_edge_events_flags(gpiod_line_bulk* bulk, const char* consumer,
                                                      int flags) {
  for (unsigned i = 0; i < bulk->num_lines; ++i) {
    FakeGpiodLine& fake = *bulk->lines[i]->fake;
    if (FailWith(fake.request_errno) != 0) return -1;
    fake.requested = true;
    fake.watches_falling_edges = true;
    fake.consumer = consumer;
    fake.flags = flags;
  }
  return 0;
}

int gpiod_line_event_wait_bulk(gpiod_line_bulk* bulk, const timespec*, gpiod_line_bulk* ready) {
  gpiod_line_bulk_init(ready);
  for (unsigned i = 0; i < bulk->num_lines; ++i) {
    if (FailWith(bulk->lines[i]->fake->wait_errno) != 0) return -1;
    if (!bulk->lines[i]->fake->falling_edges.empty()) gpiod_line_bulk_add(ready, bulk->lines[i]);
  }
  return ready->num_lines > 0 ? 1 : 0;
}

int gpiod_line_event_read_multiple(gpiod_line* line, gpiod_line_event* events, unsigned limit) {
  auto& falling = line->fake->falling_edges;
  if (!falling.empty()) {
    const auto taken = std::min<std::size_t>(falling.size(), limit);
    for (std::size_t i = 0; i < taken; ++i) {
      events[i] = {.ts = {.tv_sec = static_cast<std::time_t>(falling.front() / 1'000'000'000),
                          .tv_nsec = static_cast<long>(falling.front() % 1'000'000'000)},
                   .event_type = GPIOD_LINE_EVENT_FALLING_EDGE};
      falling.pop_front();
    }
    return static_cast<int>(taken);
  }
  const int count = std::min(line->fake->pending_edges, static_cast<int>(limit));
  line->fake->pending_edges -= count;
  return count;
}

}  // extern "C"
