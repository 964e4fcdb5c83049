// A terminal for tests of commands: real databases in a folder of their own, a real access thread,
// simulated doors, a face engine that plays a script, and a wall clock that tests set.

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "doorward/commands/command_router.hpp"
#include "doorward/drivers/simulated_board.hpp"
#include "fakes/face_numbers.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_face_engine.hpp"
#include "fakes/fake_fingerprint_module.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward {

class TerminalRig {
 public:
  struct Options {
    std::vector<std::string> doors = {"main"};
    bool has_face_model = true;
    FaceModel face_model = FakeFaceModel();
    bool refuse_duplicate_faces = true;
    // With readers at the first door: "nfc" and "side" for cards, the camera "cam", and the fingerprint
    // module "finger". There people enrol, if `enrols_at_device`.
    bool readers = false;
    bool enrols_at_device = false;
    MakeLiveness make_liveness = {};  // Of "cam".
    std::vector<CommandSpec> extra_commands = {};
    std::int64_t record_capacity = 2000;
    Capabilities capabilities = {
        .read = {CredentialType::kCard, CredentialType::kFace, CredentialType::kFingerprint,
                 CredentialType::kQr, CredentialType::kPin},
        .fingerprint_sensors = {"simulated", "zfm"},
        .factors = {{DoorId("main"), {"any"}}}};
  };

  TerminalRig() : TerminalRig(Options{}) {}
  explicit TerminalRig(Options options);
  ~TerminalRig();

  // Ends the terminal and starts it again over the same databases.
  void Restart();
  // Ends the terminal. Until Start() only the databases' files are there.
  void Stop();
  void Start();

  // The reply to a command with a fresh id that is sent now.
  Json Do(const std::string& name, const Json& arguments, const Caller& caller = BackOffice());
  // As Do(), and the test fails unless it succeeds. Returns its result.
  Json Must(const std::string& name, const Json& arguments);
  // As Do(), and the test fails unless it fails. Returns the error, its path empty if it has none.
  Json Refused(const std::string& name, const Json& arguments);

  std::string Send(const Json& envelope, const Caller& caller = BackOffice());
  Json Envelope(const std::string& id, const std::string& name, const Json& arguments) const;

  // Everything that is recorded, once what was submitted so far is durable.
  std::vector<Record> Records(std::optional<RecordKind> kind = std::nullopt);
  // Every kCommand record there is, once those submitted so far are durable.
  std::vector<Record> CommandRecords();
  // Submits a record as the door does; waits while many are on their way.
  void Append(Record record);
  // The newest record's number, once all that were submitted by Append() are durable and do not change any more.
  RecordSeq LastSeq() const;
  // Told, after the door, when records have become durable, by their thread; null: nobody. Until the terminal stops.
  void OnDurable(std::function<void()> listener);
  // Where its databases are.
  const std::filesystem::path& folder() const { return folder_.path(); }
  // How often the strike of `door` has been released.
  int Releases(const std::string& door = "main") const;
  std::vector<Person> PeopleInDatabase();
  // What another program might do to the terminal's journal.
  void WriteJournal(const JournalEntry& entry);

  CommandRouter& router();
  CurrentIndex& index();
  AccessController& access();
  SimulatedBoard& board() { return *board_; }
  FakeFingerprintModule& finger_module() { return finger_module_; }
  PeopleDatabase& people();
  const SecretBox& box() const;
  // Of the engine that is running; REQUIRES: has_face_model.
  FakeFaceEngine& engine();

  FakeClock clock;
  std::atomic<int> restarts = 0;
  Json config = {{"device", {{"id", "door-1"}}}, {"face", {{"frames", 3}}}};
  void SetStatus(Json status);
  int status_looks() const { return status_looks_; }  // How often somebody asked for it.

 private:
  struct Running;

  const Options options_;
  TempDir folder_;
  std::unique_ptr<SimulatedBoard> board_;
  FakeFingerprintModule finger_module_;
  std::unique_ptr<Running> running_;
  int next_id_ = 0;
  std::atomic<RecordTicket> last_ticket_ = 0;
  std::atomic<int> status_looks_ = 0;
  Mutex status_mutex_;
  Json status_ DW_GUARDED_BY(status_mutex_) = {{"online", true}};
};

// A plausible face, and different people's are far from each other (about 1.5).
FaceNumbers FaceOf(unsigned person);
// The same, moved by `distance`.
FaceNumbers FaceNear(unsigned person, float distance);
std::string VectorText(std::span<const float> vector);  // Base64, as on the wire.
Json FaceJson(std::span<const float> vector, const std::string& model = "fake");

// Arguments of people.put, and credentials in it.
inline Json People(std::vector<Json> people) { return {{"people", Json(std::move(people))}}; }
inline Json Card(const std::string& uid) { return {{"type", "card"}, {"uid", uid}}; }
inline Json Pin(const std::string& digits) { return {{"type", "pin"}, {"pin", digits}}; }

}  // namespace doorward
