#include "doorward/storage/people_database.hpp"

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"
#include "people_migrations.hpp"
#include "storage/migrator.hpp"
#include "storage/people_database_impl.hpp"

namespace doorward {

Result<std::unique_ptr<PeopleDatabase>> PeopleDatabase::Open(const std::filesystem::path& file,
                                                             const SecretBox& box) {
  DW_TRY_ASSIGN(auto sqlite, SqliteDatabase::Open({.file = file,
                                                   .secure_delete = SecureDelete::kOn,
                                                   .checkpoint_every_pages = 4000,
                                                   .cache_kib = 8192,
                                                   .busy_timeout = Milliseconds(1000)}));
  DW_TRY(Migrate(*sqlite, kPeopleMigrations));
  auto impl = std::make_unique<Impl>(std::move(sqlite), box);
  impl->Scrub();  // A power cut may have come between a commit and its scrubbing.
  return std::unique_ptr<PeopleDatabase>(new PeopleDatabase(std::move(impl)));
}

PeopleDatabase::PeopleDatabase(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PeopleDatabase::~PeopleDatabase() = default;

Status PeopleDatabase::Impl::Begin(Milliseconds patience) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  {
    MutexLock lock(mutex);
    while (active) {
      if (!ended.WaitUntil(mutex, deadline) && active) {
        return Fail(ErrorCode::kTimeout, "people.db: another transaction has not ended");
      }
    }
    active = true;
  }
  changed = false;
  if (Status status = sqlite->Run("BEGIN"); !status) {
    End();
    return status;
  }
  return {};
}

Status PeopleDatabase::Impl::Commit() {
  if (changed) DW_TRY(sqlite->Run("UPDATE state SET revision = revision + 1 WHERE id = 1"));
  DW_TRY(sqlite->Run("COMMIT"));
  scrub_needed = vault.TakeErased() || scrub_needed;
  if (scrub_needed) Scrub();
  End();
  return {};
}

void PeopleDatabase::Impl::Rollback() {
  if (const Status status = sqlite->Run("ROLLBACK"); !status) {
    LogDebug("rolling back: {}", status.error().Text());  // A failure may have done it already.
  }
  vault.TakeErased();
  End();
}

void PeopleDatabase::Impl::End() {
  {
    MutexLock lock(mutex);
    active = false;
  }
  ended.NotifyOne();
}

void PeopleDatabase::Impl::Scrub() {
  const Status status = sqlite->CheckpointAndTruncate();
  scrub_needed = !status;  // Again after the next commit.
  if (!status) LogWarning(LogPart{"people"}, "scrubbing people.db: {}", status.error().Text());
}

SqliteDatabase& PeopleDatabase::Impl::Within() {
  {
    MutexLock lock(mutex);
    DW_CHECK(active);
  }
  return *sqlite;
}

PeopleDatabase::Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

PeopleDatabase::Transaction::~Transaction() {
  if (database_ != nullptr) database_->impl_->Rollback();
}

Status PeopleDatabase::Transaction::Commit() {
  DW_CHECK(database_ != nullptr);
  DW_TRY(database_->impl_->Commit());  // After a failure the destructor rolls back.
  database_ = nullptr;
  return {};
}

Result<PeopleDatabase::Transaction> PeopleDatabase::Begin(Milliseconds patience) {
  DW_TRY(impl_->Begin(patience));
  return Transaction(*this);
}

Status PeopleDatabase::PutDoorMode(const StoredDoorMode& mode) {
  const SqlValue until =
      mode.until ? SqlValue(std::int64_t{mode.until->time_since_epoch().count()}) : nullptr;
  return impl_->Within().Run(
      "INSERT INTO door_mode (door, mode, until_ms) VALUES (?, ?, ?) "
      "ON CONFLICT (door) DO UPDATE SET mode = excluded.mode, until_ms = excluded.until_ms",
      {mode.door.str(), DoorModeName(mode.mode), until});
}

Result<std::vector<StoredDoorMode>> PeopleDatabase::DoorModes() {
  DW_TRY_ASSIGN(auto rows, impl_->Within().Query("SELECT door, mode, until_ms FROM door_mode"));
  std::vector<StoredDoorMode> modes;
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return modes;
    const auto mode = DoorModeFromName(rows.Text(1));
    if (!mode) return Fail(ErrorCode::kDataLoss, "people.db: a stored door mode is not one");
    StoredDoorMode& stored = modes.emplace_back();
    stored.door = DoorId(std::string(rows.Text(0)));
    stored.mode = *mode;
    if (!rows.IsNull(2)) stored.until = WallTime(Milliseconds(rows.Int(2)));
  }
}

Result<std::int64_t> PeopleDatabase::Revision() {
  DW_TRY_ASSIGN(const auto revision,
                impl_->Within().QueryInt("SELECT revision FROM state WHERE id = 1"));
  if (!revision) return Fail(ErrorCode::kDataLoss, "people.db: its state row is gone");
  return *revision;
}

}  // namespace doorward
