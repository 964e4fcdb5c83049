#include "doorward/storage/people_database.hpp"

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"
#include "storage/mending.hpp"
#include "storage/people_database_impl.hpp"

namespace doorward::inline storage {

std::string StoreDamage::Text() const {
  std::string text = reason;
  if (left_out) text += "; " + std::to_string(*left_out) + " rows left out";
  if (in_memory) text += "; what is changed now is lost at the next start";
  return text;
}

Result<std::unique_ptr<PeopleDatabase>> PeopleDatabase::Open(const std::filesystem::path& file,
                                                             const SecretBox& box,
                                                             std::int64_t least) {
  DW_TRY_ASSIGN(OpenedPeople opened, OpenPeopleFile(file, box, least));
  auto impl = std::make_unique<Impl>(file, std::move(opened), box);
  impl->TakeFault();  // What opening met of damage is in damage().
  DW_TRY(impl->LoadState());
  impl->Scrub();  // A power cut may have come between a commit and its scrubbing.
  return std::unique_ptr<PeopleDatabase>(new PeopleDatabase(std::move(impl)));
}

PeopleDatabase::PeopleDatabase(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PeopleDatabase::~PeopleDatabase() = default;

Status PeopleDatabase::Impl::Begin(Milliseconds patience) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  {
    MutexLock lock(mutex);
    const std::uint64_t ticket = ++last_ticket;
    waiting.push_back(ticket);
    const auto is_next = [&]() DW_REQUIRES(mutex) { return !active && waiting.front() == ticket; };
    while (!is_next()) {
      if (!ended.WaitUntil(mutex, deadline) && !is_next()) {
        std::erase(waiting, ticket);
        ended.NotifyAll();
        return Fail(ErrorCode::kTimeout, "people.db: another transaction has not ended");
      }
    }
    waiting.pop_front();
    active = true;
  }
  changed = false;
  replaced = false;
  sums_before = seal->sums();
  if (Status status = sqlite->Run("BEGIN"); !status) {
    End();
    return status;
  }
  return {};
}

Status PeopleDatabase::Impl::Commit() {
  if (changed) DW_TRY(sqlite->Run("UPDATE state SET revision = revision + 1 WHERE id = 1"));
  if (replaced) DW_TRY(sqlite->Run("UPDATE state SET needs_data = '' WHERE id = 1"));
  const bool decides = changed || seal->sums() != sums_before;
  if (decides) {
    DW_TRY(
        sqlite->Run("UPDATE state SET generation = generation + 1, "
                    "root = set_root(generation + 1, revision) WHERE id = 1"));
  }
  DW_TRY(sqlite->Run("COMMIT"));
  if (decides) {
    ++generation;
    Seal();
  }
  if (replaced) SetNeed("");
  scrub_needed = vault.TakeErased() || scrub_needed;
  if (scrub_needed) Scrub();
  End();
  return {};
}

void PeopleDatabase::Impl::Rollback() {
  sqlite->RollBack();
  seal->SetSums(sums_before);
  vault.TakeErased();
  End();
}

// After the commit: a power cut in between leaves a database that is newer than its seal, which
// proves itself. Its own root does then.
void PeopleDatabase::Impl::Seal() {
  if (damage && damage->in_memory) return;
  const Status status = SealPeopleFile(file, box, *seal, *sqlite);
  if (!status) LogWarning(LogPart{"people"}, "sealing people.db: {}", status.error().Text());
}

void PeopleDatabase::Impl::End() {
  const std::optional<Error> fault = TakeFault();
  std::function<void(const StoreDamage&)> tell;
  StoreDamage found;
  {
    MutexLock lock(mutex);
    active = false;
    if (fault) {
      needs_data = "people.db was found damaged while the terminal ran: restart it first";
      if (!met) {
        tell = on_damage;
        met = {.reason = "people.db was found damaged: " + fault->message, .put_aside = {}};
        found = *met;
      }
    }
  }
  ended.NotifyAll();
  if (tell) tell(found);
}

std::optional<Error> PeopleDatabase::Impl::TakeFault() {
  std::optional<Error> fault = sqlite->TakeFault();
  if (seal->TakeUnproved() && !fault) {
    fault = Error{ErrorCode::kDataLoss, "a row was changed by another program"};
  }
  return fault;
}

void PeopleDatabase::Impl::Scrub() {
  const Status status = sqlite->CheckpointAndTruncate();
  scrub_needed = !status;  // Again after the next commit.
  if (!status) LogWarning(LogPart{"people"}, "scrubbing people.db: {}", status.error().Text());
}

// The damage of an earlier start is told until the office has begun anew.
Status PeopleDatabase::Impl::LoadState() {
  DW_TRY_ASSIGN(auto rows, sqlite->Query("SELECT needs_data, generation FROM state WHERE id = 1"));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  std::string need(found ? rows.Text(0) : std::string_view());
  generation = found ? rows.Int(1) : 0;
  // The disk may have been too full for it.
  if (need.empty() && damage && !damage->earlier) need = damage->reason;
  SetNeed(std::move(need));
  return {};
}

void PeopleDatabase::Impl::SetNeed(std::string why) {
  MutexLock lock(mutex);
  needs_data = std::move(why);
  if (needs_data.empty()) met.reset();
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

const std::optional<StoreDamage>& PeopleDatabase::damage() const { return impl_->damage; }

void PeopleDatabase::DamageTold() {
  const bool untold = impl_->damage && !impl_->damage->in_memory;
  if (untold) ForgetUntold(impl_->file);
}

void PeopleDatabase::OnDamage(const std::function<void(const StoreDamage&)>& tell) {
  std::optional<StoreDamage> met;
  {
    MutexLock lock(impl_->mutex);
    met = impl_->met;
    impl_->on_damage = tell;
  }
  if (met && tell) tell(*met);
}

std::string PeopleDatabase::NeedsData() const {
  MutexLock lock(impl_->mutex);
  return impl_->needs_data;
}

std::int64_t PeopleDatabase::Generation() const { return impl_->generation; }

Status PeopleDatabase::PutDoorMode(const StoredDoorMode& mode) {
  const SqlValue until =
      mode.until ? SqlValue(std::int64_t{mode.until->time_since_epoch().count()}) : nullptr;
  return impl_->Within().Run(
      "INSERT INTO door_mode (door, mode, until_ms, mac) "
      "VALUES (?1, ?2, ?3, row_mac('door_mode', ?1, ?2, ?3)) "
      "ON CONFLICT (door) DO UPDATE SET mode = excluded.mode, until_ms = excluded.until_ms, "
      "mac = excluded.mac",
      {mode.door.str(), DoorModeName(mode.mode), until});
}

Result<std::vector<StoredDoorMode>> PeopleDatabase::DoorModes() {
  DW_TRY_ASSIGN(auto rows,
                impl_->Within().Query("SELECT door, mode, until_ms FROM door_mode "
                                      "WHERE row_proved(mac, 'door_mode', door, mode, until_ms)"));
  std::vector<StoredDoorMode> modes;
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return modes;
    const auto mode = DoorModeFromName(rows.Text(1));
    if (!mode) return impl_->sqlite->Damaged("people.db: a stored door mode is not one");
    StoredDoorMode& stored = modes.emplace_back();
    stored.door = DoorId(std::string(rows.Text(0)));
    stored.mode = *mode;
    if (!rows.IsNull(2)) stored.until = WallTime(Milliseconds(rows.Int(2)));
  }
}

Result<std::int64_t> PeopleDatabase::Revision() {
  DW_TRY_ASSIGN(const auto revision,
                impl_->Within().QueryInt("SELECT revision FROM state WHERE id = 1"));
  if (!revision) return impl_->sqlite->Damaged("people.db: its state row is gone");
  return *revision;
}

}  // namespace doorward::inline storage
