// What the terminal holds on its disk. Whatever the disk is like, the door goes on: without people it
// still lets everybody out.

#include <malloc.h>
#include <stdlib.h>

#include "app/device_key.hpp"
#include "app/terminal.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline app {
namespace {

Status MakeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "making " + folder.string() + ": " + error.message());
  }
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return {};
}

Result<std::filesystem::path> MakeEmergencyFolder() {
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "doorward-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr) {
    return Fail(ErrorCode::kUnavailable, "making a folder for the time being failed, too");
  }
  return name;
}

// Without a curve nothing can be identified by face; two points that no vector ever meets.
FalseMatchCurve NoFaces() {
  return {.points = {{.threshold = 0.01, .rate = 1e-9}, {.threshold = 0.02, .rate = 1e-8}},
          .verify_threshold = 0.01};
}

}  // namespace

// In a folder for the time being if the configured one is of no use. Another daemon that has it is no
// damage: two must not drive one door.
Status Terminal::OpenStores() {
  const auto& directory = config_.storage.directory;
  bool key_lost = false;
  Status opened = OpenStoresIn(directory, key_lost);
  if (opened) {
    if (key_lost) {
      health_.Degraded("storage",
                       "device.key was lost or damaged: what it sealed is lost. Send "
                       "all people again");
    }
    return {};
  }
  if (opened.error().code == ErrorCode::kAlreadyExists) return opened;
  writer_.reset();
  snapshots_.reset();
  floor_.reset();
  records_.reset();
  people_.reset();
  box_.reset();
  DW_TRY_ASSIGN(emergency_folder_, MakeEmergencyFolder());
  DW_TRY(OpenStoresIn(emergency_folder_, key_lost));
  needs_data_ = "the storage folder is of no use";
  health_.Degraded("storage", opened.error().Text() +
                                  ". The doors go on without people, and nothing "
                                  "outlives a restart: mend the storage folder, then restart");
  return {};
}

Status Terminal::OpenStoresIn(const std::filesystem::path& directory, bool& key_lost) {
  DW_TRY(MakeFolder(directory));
  DW_TRY_ASSIGN(folder_lock_, FolderLock::Take(directory));
  DW_TRY_ASSIGN(box_, OpenDeviceKey(directory, key_lost));
  DW_TRY_ASSIGN(records_, RecordLog::Open({.file = directory / "records.db",
                                           .capacity = config_.storage.record_capacity,
                                           .hide_cards = config_.storage.hide_cards},
                                          *box_));
  DW_TRY_ASSIGN(people_, PeopleDatabase::Open(directory / "people.db", *box_,
                                              records_->found_people_generation()));
  if (!people_->in_memory()) records_->WitnessPeople([this] { return people_->Generation(); });
  DW_TRY(RecallTime(directory));
  snapshots_ = SnapshotStore::Open(
      directory / "snapshots", static_cast<std::size_t>(config_.storage.snapshot_capacity), *box_);
  writer_ = std::make_unique<RecordWriter>(*records_, *snapshots_, clock_, health_,
                                           [this] { durable_.Tell(); });
  if (people_->damage()) NotePeopleDamage(*people_->damage());
  people_->OnDamage([this](const StoreDamage& damage) { NoteDamageMet(damage); });
  return {};
}

void Terminal::RemoveEmergencyFolder() {
  if (emergency_folder_.empty()) return;
  snapshots_.reset();
  floor_.reset();
  records_.reset();
  people_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(emergency_folder_, ignored);
}

// As far as it can be read; nobody else is let in.
void Terminal::LoadIndex() {
  std::shared_ptr<const CredentialIndex> index =
      std::make_shared<CredentialIndex>(RightsBook(), face_model_);
  std::set<std::string> marks;
  const Status loaded = LoadPeople(index, marks);
  index_ = std::make_unique<CurrentIndex>(std::move(index));
  malloc_trim(0);  // What loading needed twice goes back to the system.
  if (!loaded) {
    needs_data_ = "people could not be read";
    health_.Degraded("storage", loaded.error().While("reading people").Text());
    return;  // Nobody's pictures go because a disk is damaged.
  }
  // Somebody whom damage took is not somebody who was deleted.
  if (!people_->NeedsData().empty()) return;
  // A power cut may have come between the deletion of somebody and that of the pictures.
  snapshots_->KeepOnly(
      marks, [this](const PersonId& id) { return index_->Get()->FindPerson(id) != nullptr; });
}

Status Terminal::LoadPeople(std::shared_ptr<const CredentialIndex>& index,
                            std::set<std::string>& marks) {
  constexpr std::size_t kAtOnce = 5000;  // Bounds what is held twice while loading.
  DW_TRY_ASSIGN(auto transaction, people_->Begin());
  DW_TRY_ASSIGN(RightsBook book, people_->LoadRights(config_.zone));
  index = std::make_shared<CredentialIndex>(std::move(book), face_model_);
  std::vector<MatchEntry> entries;
  const auto add = [&] {
    index = index->WithPeople(entries);
    entries.clear();
  };
  Status read = people_->ForEachMatchEntry([&](MatchEntry entry) {
    marks.insert(snapshots_->MarkOf(entry.rights.id));
    entries.push_back(std::move(entry));
    if (entries.size() == kAtOnce) add();
  });
  add();
  return read;
}

void Terminal::OpenFaces(const Status& models) {
  if (!models) {
    health_.Degraded("faces",
                     models.error().Text() +
                         ". No face is known until the models are there and the terminal is "
                         "restarted");
  }
  matcher_ = std::make_unique<Matcher>(*box_, curve_, config_.face.face);
}

// The index is for the manifest's model, whether its files can be read or not.
Result<FaceModelManifest> Terminal::ReadManifest() {
  if (config_.face.models.empty()) return Fail(ErrorCode::kNotFound, "no models are configured");
  auto manifest = ReadFaceModelManifest(config_.face.models / "models.json");
  if (manifest) face_model_ = manifest->model;
  return manifest;
}

Status Terminal::OpenModels(const Result<FaceModelManifest>& manifest) {
  curve_ = NoFaces();
  if (config_.face.models.empty()) return {};
  if (!manifest) return Fail(manifest.error());
  DW_TRY_ASSIGN(engine_,
                OpenFaceEngine(*manifest, config_.face.models, config_.face.face.min_face_px));
  curve_ = manifest->curve;
  return {};
}

}  // namespace doorward::inline app
