#include "door/input_alarm.hpp"

#include "doorward/core/check.hpp"

namespace doorward::inline door {
namespace {

// Whoever talks at a reader with a card or a finger on it is gone by then.
constexpr std::chrono::minutes kLaidDown{2};

// The door's contact is not here: a door that is open for too long is `held_open` or `forced`, and one in
// free mode may be open. Nor is a reader's tamper contact, which is told when it moves.
WatchedInput ExitButtonInput(Milliseconds stuck_after) {
  return {.name = "the exit button",
          .stuck =
              "it is stuck, or its cable is shorted, and nobody can be let out by it. Check the "
              "button and its cable",
          .flaps =
              "its cable has a loose contact, or somebody plays with it. It goes on letting "
              "people out. Check the button and its cable",
          .stuck_after = stuck_after};
}

WatchedInput DescribeInput(ReaderInput input) {
  static constexpr std::string_view kLineStuck =
      "its pulses last microseconds, so it is shorted, or the reader has no power, and no card is "
      "read. Check the cable and the reader's supply";
  switch (input) {
    case ReaderInput::kD0: return {.name = "line D0", .stuck = kLineStuck, .flaps = {}};
    case ReaderInput::kD1: return {.name = "line D1", .stuck = kLineStuck, .flaps = {}};
    case ReaderInput::kKey:
      return {
          .name = "a key",
          .stuck = "it is stuck, or something lies on the keys, and nobody can type. Check them",
          .flaps = {}};
    case ReaderInput::kCard:
      return {.name = "the card field",
              .stuck =
                  "a card lies at the reader or sticks to it, and others may not be read. Take "
                  "it away",
              .flaps = {},
              .stuck_after = kLaidDown};
    case ReaderInput::kFinger:
      return {.name = "the finger sensor",
              .stuck = "something lies on it or it is dirty, and no other finger is read. Clean it",
              .flaps = {},
              .stuck_after = kLaidDown};
  }
  DW_UNREACHABLE();
}

std::string_view PartName(ReaderInput input) {
  switch (input) {
    case ReaderInput::kD0: return "d0";
    case ReaderInput::kD1: return "d1";
    case ReaderInput::kKey: return "key";
    case ReaderInput::kCard: return "card";
    case ReaderInput::kFinger: return "finger";
  }
  DW_UNREACHABLE();
}

}  // namespace

InputAlarm::InputAlarm(const DoorId& door, Milliseconds stuck_after, Recorder& recorder,
                       Health& health)
    : watch_(ExitButtonInput(stuck_after)),
      door_(door),
      part_("input:" + door.str() + ".exit_button"),
      recorder_(recorder),
      health_(health) {}

InputAlarm::InputAlarm(const ReaderId& reader, const DoorId& door, ReaderInput input,
                       Recorder& recorder, Health& health)
    : watch_(DescribeInput(input)),
      door_(door),
      reader_(reader),
      part_("input:" + reader.str() + "." + std::string(PartName(input))),
      recorder_(recorder),
      health_(health) {}

void InputAlarm::Look(bool active, SteadyTime now) {
  const std::vector<InputNotice> notices = watch_.Look(active, now);
  if (notices.empty()) return;
  for (const InputNotice& notice : notices) {
    recorder_.WriteAlarm(door_, reader_, notice.event, notice.detail);
  }
  if (watch_.problem().empty()) {
    health_.Ok(part_);
  } else {
    health_.Degraded(part_, watch_.problem());
  }
}

}  // namespace doorward::inline door
