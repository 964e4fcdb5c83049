#include <algorithm>
#include <utility>

#include "doorward/core/log.hpp"
#include "storage/mending.hpp"
#include "storage/record_log_impl.hpp"
#include "storage/record_mender.hpp"
#include "storage/record_store.hpp"
#include "storage/set_aside.hpp"

namespace doorward::inline storage {
namespace {

// Whether another file in its place would help. A full disk, a lock of another program or a folder
// that may not be written are no damage.
bool IsDamage(const Error& error) {
  switch (error.code) {
    case ErrorCode::kResourceExhausted:
    case ErrorCode::kPermissionDenied:
    case ErrorCode::kTimeout: return false;
    default: return true;
  }
}

}  // namespace

RecordLog::Impl::Impl(const RecordLogConfig& config, const SecretBox& key)
    : box(key),
      file(config.file),
      capacity(config.capacity),
      hide_cards(config.hide_cards),
      ballast(config.file.string() + "-ballast") {}

Status RecordLog::Impl::Open() {
  MutexLock write(write_mutex);
  MutexLock read(read_mutex);
  ClearSidecars(file);
  if (const auto finished = FinishMending(file); !finished) {
    LogWarning(LogPart{"records"}, "{}", finished.error().Text());
  }
  if (const std::string untold = UntoldDamage(file); !untold.empty()) NoteDamage(untold);
  Status opened = OpenFile();
  if (!opened && opened.error().code == ErrorCode::kResourceExhausted && ballast.Free()) {
    opened = OpenFile();
  }
  if (!opened && IsDamage(opened.error())) opened = Mend(opened.error(), std::nullopt);
  if (!opened) return OpenInMemory(opened.error(), {});
  found_floor = floor_in_file;
  found_people_generation = Current().people_generation;
  found_rules = std::exchange(rules_in_file, std::nullopt);
  rules_begin_again = !found_rules;
  return {};
}

Status RecordLog::Impl::OpenFile() {
  DW_TRY_ASSIGN(RecordStore store, OpenRecordStore(file, box, hide_cards));
  DW_TRY_ASSIGN(reader, SqliteDatabase::Open({.file = file, .read_only = true}));
  writer = std::move(store.writer);
  floor_in_file = store.floor;
  rules_in_file = std::move(store.rules);
  MutexLock lock(state_mutex);
  current = std::move(store.state);
  return {};
}

// Numbers go on after `known`: the writer and the uploader count by them.
Status RecordLog::Impl::OpenInMemory(const Error& why, const LogState& known) {
  LogError(LogPart{"records"}, "records are kept in memory only: {}", why.Text());
  const std::string name = "records-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  reader.reset();
  DW_TRY_ASSIGN(RecordStore store, OpenRecordStoreInMemory(name, box));
  DW_TRY_ASSIGN(reader, SqliteDatabase::Open({.file = name, .in_memory = true}));
  LogState& state = store.state;
  state.last_seq = state.base_seq = state.gone_seq = state.acked_seq = known.last_seq;
  state.floor_ms = known.floor_ms;
  DW_TRY(SaveState(*store.writer, box, state));
  writer = std::move(store.writer);
  MutexLock lock(state_mutex);
  current = std::move(store.state);
  only_in_memory = why.Text();
  ++damages;
  damage =
      "records.db cannot be used, and records are in memory until the next start: " + why.message;
  return {};
}

Status RecordLog::Impl::Mend(const Error& found, const std::optional<LogState>& known) {
  reader.reset();
  writer.reset();
  DW_TRY_ASSIGN(const std::string told, MendRecords(file, box, known, found));
  DW_TRY(OpenFile());
  NoteDamage(told);
  return {};
}

Status RecordLog::Impl::Change(const std::function<Status()>& change) {
  if (suspect.exchange(false)) {
    DW_TRY(Recover({ErrorCode::kDataLoss, "a query met rows that cannot be read"}));
  }
  Status status = change();
  if (status || !Told().only_in_memory.empty()) return status;
  const ErrorCode code = status.error().code;
  if (code != ErrorCode::kDataLoss && code != ErrorCode::kInternal) return status;
  DW_TRY(Recover(status.error()));
  return change();
}

// A statement that SQLite does not understand any more may mean another file in the place of ours.
Status RecordLog::Impl::Recover(const Error& found) {
  MutexLock read(read_mutex);
  const LogState known = Current();
  reader.reset();
  writer.reset();
  if (found.code == ErrorCode::kInternal && OpenFile()) return {};
  Status mended = Mend(found, known);
  return mended ? mended : OpenInMemory(mended.error(), known);
}

void RecordLog::Impl::NoteDamage(const std::string& text) {
  LogError(LogPart{"records"}, "{}", text);
  MutexLock lock(state_mutex);
  ++damages;
  damage = text;
}

void RecordLog::DamageTold(int told) {
  const RecordLogState state = impl_->Told();
  // In memory the word of it lasts no longer than the records.
  if (state.damages == told && state.only_in_memory.empty()) ForgetUntold(impl_->file);
}

LogState RecordLog::Impl::Current() const {
  MutexLock lock(state_mutex);
  return current;
}

RecordLogState RecordLog::Impl::Told() const {
  MutexLock lock(state_mutex);
  RecordLogState told = ToPublic(current, capacity);
  told.damages = damages;
  told.damage = damage;
  told.only_in_memory = only_in_memory;
  return told;
}

}  // namespace doorward::inline storage
