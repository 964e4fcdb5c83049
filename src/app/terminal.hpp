// The composition: one terminal, from its configuration to its threads. Construction goes from the
// disk up to the network, destruction back down; see src/README.md for the picture.

#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/durable_news.hpp"
#include "app/folder_lock.hpp"
#include "app/part_watch.hpp"
#include "doorward/app/config.hpp"
#include "doorward/commands/command_router.hpp"
#include "doorward/control/control_server.hpp"
#include "doorward/door/access_controller.hpp"
#include "doorward/drivers/simulated_board.hpp"
#include "doorward/readers/reader_workers.hpp"
#include "doorward/readers/vision_worker.hpp"
#include "doorward/storage/clock_floor.hpp"
#include "doorward/storage/people_database.hpp"
#include "doorward/storage/record_writer.hpp"
#include "doorward/sync/mqtt_session.hpp"
#include "doorward/vision/face_engines.hpp"

namespace doorward::inline app {

class Terminal {
 public:
  // Opens everything and starts every thread; returns when the terminal decides.
  static Result<std::unique_ptr<Terminal>> Start(ConfigFile config);
  ~Terminal();

  // Records what has changed of the devices and the clock since the last look. For the main thread,
  // some times a second.
  void Watch();

  // Set once `device.restart` was asked for and has been answered.
  bool restart_requested() const { return restart_requested_; }

  // Looks for what no thread can say of itself: an MQTT library that hangs. Every second or so.
  void LookAfter();

  // The configuration has proved itself: it stayed up, or ended as it was asked to.
  void EndTrial();

  // When the access thread last went round.
  SteadyTime LastBeat() const { return access_->LastBeat(); }

 private:
  explicit Terminal(ConfigFile config);

  Status OpenStores();
  Status OpenStoresIn(const std::filesystem::path& directory, bool& key_lost);
  Status RecallTime(const std::filesystem::path& directory);
  void LoadIndex();
  Status LoadPeople(std::shared_ptr<const CredentialIndex>& index, std::set<std::string>& marks);
  // Touches the face engine and its curve alone.
  Status OpenModels(const Result<FaceModelManifest>& manifest);
  Result<FaceModelManifest> ReadManifest();
  void OpenFaces(const Status& models);
  void OpenFeedback();
  std::vector<StoredDoorMode> ReadDoorModes();
  Result<DoorParts> OpenDoor(const DoorSection& section, const StoredDoorMode& stored);
  std::optional<std::vector<RuleRow>> RecallRules();
  Status OpenDoors();
  void NoteFallBack();
  void RemoveEmergencyFolder();
  void StartForwarders(AccessController::Parts& parts);
  void StartReaders();
  Status StartTransports();
  Status StartSession();
  Json StatusJson() const;
  std::set<std::string> ManagedSensors() const;
  CommandContext Context();
  EnrolmentSource EnrolmentHere() const;
  Capabilities CapabilitiesHere() const;
  void NoteDevice(const PartNotice& notice);
  void NoteSystem(Event event, std::string detail);
  const std::filesystem::path& StorageFolder() const {
    return emergency_folder_.empty() ? config_.storage.directory : emergency_folder_;
  }
  Result<Json> TrustClock();
  void NotePeopleDamage(const StoreDamage& damage);
  void NoteDamageMet(const StoreDamage& damage);

  const ConfigFile file_;
  const Config& config_;
  SystemClock clock_;
  Health health_;
  SimulatedBoard board_;
  SharedParts shared_parts_;
  const std::string boot_id_;
  std::atomic<bool> restart_requested_{false};
  const SteadyTime started_at_;
  bool trial_ended_ = false;
  std::string needs_data_;  // Why people are missing that the database knows nothing of.
  PartWatch part_watch_;
  ClockTrust clock_told_ = ClockTrust::kTrusted;  // What the log says of the clock.

  std::filesystem::path emergency_folder_;  // Of stores, while the storage folder is of no use.
  FolderLock folder_lock_;
  std::optional<SecretBox> box_;
  std::unique_ptr<PeopleDatabase> people_;
  std::unique_ptr<RecordLog> records_;
  std::unique_ptr<ClockFloor> floor_;
  std::unique_ptr<SnapshotStore> snapshots_;
  std::unique_ptr<CurrentIndex> index_;
  DurableNews durable_;
  std::unique_ptr<RecordWriter> writer_;
  std::unique_ptr<FaceEngine> engine_;
  FaceModel face_model_;  // Whose faces the index searches.
  FalseMatchCurve curve_;
  std::unique_ptr<Matcher> matcher_;
  std::unique_ptr<Feedback> feedback_;
  std::vector<InputLine*> edges_;  // Owned by the access controller.
  std::vector<std::unique_ptr<CardForwarder>> forwarders_;
  std::unique_ptr<AccessController> access_;
  std::unique_ptr<VisionWorker> vision_;
  std::map<ReaderId, std::unique_ptr<FingerprintStation>> stations_;
  std::vector<Worker> workers_;
  std::unique_ptr<CommandRouter> router_;
  std::unique_ptr<ControlServer> control_;
  std::unique_ptr<MqttSession> session_;
};

}  // namespace doorward::inline app
