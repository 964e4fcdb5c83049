// A whole terminal from the readers to the disk: simulated board, real record log and writer in a
// temporary folder, the access thread. Tests wait for conditions, never for time.
//
// Thread-safety: none; the test's thread owns it.

#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "doorward/core/worker.hpp"
#include "doorward/door/access_controller.hpp"
#include "doorward/drivers/simulated_board.hpp"
#include "doorward/storage/people_database.hpp"
#include "doorward/storage/record_log.hpp"
#include "fakes/face_numbers.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward {

// Waits until `condition` holds; false after 30 s, which is a failure and not a measure.
bool Eventually(const std::function<bool()>& condition);

DoorConfig DefaultDoor(std::string id = "main");
ReaderConfig ReaderAt(std::string id, std::string door = "main",
                      Direction direction = Direction::kIn);

// Doors and readers as a test wants them. The lines are on the board, named "<door>.strike",
// "<door>.contact" and "<door>.exit".
struct RigSetup {
  std::vector<DoorConfig> doors = {DefaultDoor()};
  std::vector<ReaderConfig> readers = {ReaderAt("nfc"), ReaderAt("pad"), ReaderAt("cam")};
  DoorMode mode = DoorMode::kNormal;  // Of all doors.
  std::optional<WallTime> mode_until;
  const Clock* clock = nullptr;  // Null: the machine's.
  bool lights = false;           // Readers have "<reader>.green" and "<reader>.red".
};

class DoorRig {
 public:
  explicit DoorRig(RigSetup setup = RigSetup());
  ~DoorRig();

  // Ends the access thread and the record writer and begins anew on the same board and disk.
  void Restart();
  void Stop();

  AccessController& access() { return *access_; }
  Feedback& feedback() { return *feedback_; }
  SimulatedBoard& board() { return *board_; }
  Health& health() { return health_; }
  const Clock& clock() const { return *clock_; }
  CurrentIndex& index() { return index_; }
  const Matcher& matcher() const { return matcher_; }
  RecordLog& log() { return *log_; }
  PeopleDatabase& people() { return *people_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  // Enrols a person who may pass "main" always; also replaces.
  void Enrol(const std::string& id, std::vector<CredentialKey> keys,
             std::vector<FaceTemplate> faces = {});
  CredentialKey PinKey(const std::string& pin) const { return KeyOfPin(box_, pin); }

  void PostCard(Bytes uid, const std::string& reader = "nfc");
  void PostPin(const std::string& digits, const std::string& reader = "pad");
  void PostFace(const FaceTemplate& face, const std::string& reader = "cam", bool good = true);

  // Waits until all that was recorded up to now is durable; adds a record to see that.
  bool WaitUntilDurable();
  // Everything that is durable, in order.
  std::vector<Record> Records() const;
  // Waits until there are `count` records that match, and returns them.
  std::vector<Record> WaitForRecords(const std::function<bool(const Record&)>& matches,
                                     std::size_t count = 1);
  Record WaitForAttempt(std::size_t number = 1);  // From 1.
  Record WaitForEvent(Event event);

  bool IsReleased(const std::string& door = "main") const;
  // Whether the strike is released, or not, before long.
  bool Becomes(bool released, const std::string& door = "main") const;
  // Waits until the access thread has gone round with what it has been told up to now.
  void LetItLook();

 private:
  struct News;

  void Start();

  RigSetup setup_;
  TempDir folder_;
  SystemClock system_clock_{WallTime()};
  const Clock* clock_;
  SecretBox box_{Bytes(32, 7)};
  Health health_;
  CurrentIndex index_;
  Matcher matcher_;
  std::unique_ptr<SimulatedBoard> board_;
  std::unique_ptr<PeopleDatabase> people_;
  std::unique_ptr<RecordLog> log_;
  std::unique_ptr<SnapshotStore> snapshots_;
  std::unique_ptr<News> news_;
  std::unique_ptr<RecordWriter> writer_;
  std::unique_ptr<Feedback> feedback_;
  std::unique_ptr<AccessController> access_;
};

inline bool IsAttempt(const Record& record) { return record.kind == RecordKind::kAccess; }

// The reasons of the first `attempts` records of attempts, once there are so many.
std::vector<std::string> Reasons(DoorRig& rig, std::size_t attempts);
inline auto IsEvent(Event event) {
  return [event](const Record& record) { return record.event == event; };
}

}  // namespace doorward
