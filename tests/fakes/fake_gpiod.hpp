// A stand-in for libgpiod 1.6, whose functions fake_gpiod.cpp defines in this test program: build
// machines have no GPIO chip. It shows what the driver asks of the library; that the library does it
// is known from its documentation only.

#pragma once

#include <cerrno>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

struct FakeGpiodLine {
  // What the next calls meet.
  int request_errno = 0;  // 0: the request succeeds.
  std::string consumer;   // Whose the line is when the request fails with EBUSY.
  int value_errno = 0;
  int wait_errno = 0;
  int pending_edges = 0;
  std::deque<std::int64_t> falling_edges;  // What a bulk request reads: when, in nanoseconds.

  // What has happened.
  bool requested = false;
  bool watches_edges = false;
  bool watches_falling_edges = false;
  int flags = 0;
  std::vector<int> values;  // Logical; the first came with the request.
};

struct FakeGpiod {
  static constexpr unsigned kLines = 8;

  int open_errno = 0;
  int open_chips = 0;
  FakeGpiodLine lines[kLines];
};

// The one chip of the test program.
FakeGpiod& TheFakeGpiod();
