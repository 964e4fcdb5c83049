// The access thread: it alone decides, and it alone drives the strikes.
//
// Readers post presentations; it has each identified and judged, records the attempt, and
// releases the strike when the record is durable, or after 50 ms if the disk is slow (the record then
// says `late`). Waiting for a record never delays the next presentation, the exit button or a timer.
// Inputs are read at least every 20 ms; edges only make it look sooner.
//
// The exit button grants in every mode and needs no index, person or clock.
//
// At a door that asks for a second factor a card, code, PIN or finger is a claim. A claim and the
// face that ends it are one attempt and make one record: see src/door/README.md.
//
// Thread-safety: every method may be called from any thread.
// Blocking: only Release() and SetMode() wait, as said there.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doorward/core/clock.hpp"
#include "doorward/core/health.hpp"
#include "doorward/domain/rule_row.hpp"
#include "doorward/door/door_config.hpp"
#include "doorward/enrolment/enroller.hpp"
#include "doorward/feedback/feedback.hpp"
#include "doorward/hal/lines.hpp"
#include "doorward/hal/reader_input.hpp"
#include "doorward/identify/credential_index.hpp"
#include "doorward/identify/matcher.hpp"
#include "doorward/identify/presentation.hpp"
#include "doorward/storage/record_writer.hpp"

namespace doorward::inline door {

// A door with its lines. Lines that are not there are null (config says so too).
struct DoorParts {
  DoorConfig config;
  std::unique_ptr<OutputLine> strike;
  std::unique_ptr<InputLine> contact;      // Active: open.
  std::unique_ptr<InputLine> exit_button;  // Active: pressed.
  DoorMode mode = DoorMode::kNormal;       // As stored.
  std::optional<WallTime> mode_until;
};

struct DoorStatus {
  DoorState state = DoorState::kSecured;
  DoorMode mode = DoorMode::kNormal;
  DoorAlarm alarm = DoorAlarm::kNone;
};

struct AccessCounters {
  std::uint64_t presentations = 0;
  std::uint64_t granted = 0;
  std::uint64_t refused_full = 0;  // Presentations that found their reader's share used up.
  std::uint64_t late = 0;
};

// Told of each card, and whether the attempt that it was part of was granted. `uid` is hexadecimal.
using OnCard = std::function<void(const DoorId& door, std::string_view uid, bool granted)>;

class AccessController {
 public:
  static constexpr std::size_t kReaderShare = 64;  // Presentations of one reader that may wait.
  static constexpr Milliseconds kRecordPatience{50};
  static constexpr Milliseconds kInputInterval{20};

  struct Parts {
    std::vector<DoorParts> doors;
    std::vector<ReaderConfig> readers;
    // What the rules remember, as it was kept with the records; nullopt: lost.
    std::optional<std::vector<RuleRow>> rule_state = std::vector<RuleRow>();
    OnCard on_card = {};  // By the access thread. Must not wait.
  };

  // Drives every strike to secured (or free, by its mode) at once. References outlive the controller;
  // `records` calls its on_durable, which must call OnDurable().
  AccessController(Parts parts, Matcher matcher, const CurrentIndex& index, RecordWriter& records,
                   Feedback& feedback, const Clock& clock, Health& health);

  // Starts the thread. Until then presentations wait in the inbox.
  void Start();

  // Stops the thread and leaves every strike in its configured rest state. Called by the destructor.
  void Stop();
  ~AccessController();

  // Returns false if it is refused: too many of its reader wait, which is counted, or there is no such
  // reader.
  // What belongs to an enrolment goes there, and comes no further. A card or code that is still there
  // since it was last taken is done with: true, and nothing more.
  bool Post(const Presentation& presentation);

  // A reader was opened, perhaps again: a card that lay there before is not a new one.
  void OnReaderBack(const ReaderId& reader, SteadyTime now);

  // Lives as long as the controller.
  Enroller& enroller();

  // Records that a reader's own tamper contact opened or closed. Does not wait.
  void NoteTamper(const ReaderId& reader, bool tampered);

  // What of a reader is active at `now`; to be told again and again while it is served. What is active
  // for longer than makes sense is an alarm, until it ends. Does not wait.
  void NoteInputs(const ReaderId& reader, const ReaderInputs& active, SteadyTime now);

  // How often a claim at the reader's side of its door has begun to wait for a face. A camera that
  // sees it rise reports whoever stands there anew. 0 for an unknown reader.
  std::uint64_t FaceRequests(const ReaderId& reader) const;

  // Lets one person through, as if a credential had been accepted; `by` goes into the record's
  // detail. Returns when the strike is set, at most 2 s (kTimeout). kNotFound: no such door.
  // kPermissionDenied in lockdown, or if one comes in between; kResourceExhausted if too many wait;
  // kUnavailable while the terminal stops.
  Status Release(const DoorId& door, std::string by);

  // Changes the mode, until `until` if given; while the clock is unsure, a free mode that has an end
  // ends. Returns when it is in force, at most 2 s. Errors as of Release(). Claims that wait for a face
  // end: granted into a free door, refused into lockdown.
  Status SetMode(const DoorId& door, DoorMode mode, std::optional<WallTime> until, std::string by);

  void OnDurable();    // From the record writer's thread.
  void OnInputEdge();  // From an edge worker: look now.

  std::map<DoorId, DoorStatus> Doors() const;
  AccessCounters Counters() const;

  // When the access thread last went round; for the watchdog.
  SteadyTime LastBeat() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline door
