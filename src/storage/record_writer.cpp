#include "doorward/storage/record_writer.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "doorward/core/backoff.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/worker.hpp"
#include "storage/ring_alarm.hpp"
#include "storage/waiting_rules.hpp"

namespace doorward::inline storage {
namespace {

constexpr Milliseconds kFirstRetry{20};
constexpr Milliseconds kLastRetry{2000};
constexpr std::chrono::seconds kDrainFor{2};
constexpr std::size_t kMaxQueuedPictures = 64;  // Beyond that records wait without theirs.
constexpr const char* kPart = "records";        // In Health.
constexpr const char* kPictures = "snapshots";
constexpr std::chrono::seconds kLookAbout{1};  // At least so often the log is asked how it is.

// The person of a record; empty if it is gone.
PersonId PersonOf(const RecordLog& log, RecordSeq seq) {
  const auto found = log.Query({.after_seq = seq - 1, .limit = 1});
  const bool is_there = found && !found->empty() && found->front().seq == seq;
  return is_there ? found->front().person : PersonId();
}

}  // namespace

struct RecordWriter::Impl {
  struct Job {
    RecordTicket ticket = 0;
    RecordJob job;
  };
  // What goes into one transaction.
  struct Batch {
    std::vector<Job> jobs;
    std::vector<RuleRow> rules;

    bool empty() const { return jobs.empty() && rules.empty(); }
  };

  Impl(RecordLog& to, SnapshotStore& pictures, const Clock& time, Health& parts,
       std::function<void()> told)
      : log(to),
        snapshots(pictures),
        clock(time),
        health(parts),
        on_durable(std::move(told)),
        published(log.State().last_seq) {}

  void Run(const std::stop_token& stop);
  Batch Take(const std::stop_token& stop);
  void WriteUntilDurable(Batch batch, const std::stop_token& stop);
  Status TryAppend(Batch& batch);
  void TellDurable(const std::vector<Job>& batch);
  void KeepPictures(const std::vector<Job>& batch);
  void Publish(const std::vector<Job>& batch, const std::stop_token& stop);
  void Wait(Milliseconds patience, const std::stop_token& stop);
  bool TimeIsUp(const std::stop_token& stop);
  void TellHealth();
  Record NewRecord(RecordKind kind, Event event, std::string_view detail) const;

  RecordLog& log;
  SnapshotStore& snapshots;
  const Clock& clock;
  Health& health;
  const std::function<void()> on_durable;
  RingAlarm alarm;  // The writer's thread alone. So also the three below.
  Backoff backoff{kFirstRetry, kLastRetry};
  std::optional<SteadyTime> drain_until;
  int damages_told = 0;

  mutable Mutex mutex;
  CondVar changed;
  std::deque<Job> queue DW_GUARDED_BY(mutex);
  WaitingRules rules DW_GUARDED_BY(mutex);  // Of those in the queue, and of those dropped since.
  std::size_t in_flight DW_GUARDED_BY(mutex) = 0;
  std::size_t queued_pictures DW_GUARDED_BY(mutex) = 0;
  RecordTicket last_ticket DW_GUARDED_BY(mutex) = 0;
  RecordTicket durable DW_GUARDED_BY(mutex) = 0;
  std::set<RecordTicket> late DW_GUARDED_BY(mutex);  // Of those in flight.
  RecordSeq published DW_GUARDED_BY(mutex);
  std::uint64_t dropped DW_GUARDED_BY(mutex) = 0;
  std::uint64_t dropped_told DW_GUARDED_BY(mutex) = 0;  // In a gap record that is durable.

  std::optional<Worker> worker;
};

// Waits for jobs, for losses or damage to tell of, and takes all there are.
RecordWriter::Impl::Batch RecordWriter::Impl::Take(const std::stop_token& stop) {
  MutexLock lock(mutex);
  while (queue.empty() && rules.empty() && dropped == dropped_told && !stop.stop_requested()) {
    if (log.needs_mending() || log.State().damages != damages_told) break;
    changed.WaitUntil(mutex, std::chrono::steady_clock::now() + kLookAbout);
  }
  Batch batch;
  batch.jobs.assign(std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.end()));
  batch.rules = rules.Take();
  queue.clear();
  in_flight = batch.jobs.size();
  queued_pictures = 0;
  return batch;
}

void RecordWriter::Impl::Run(const std::stop_token& stop) {
  while (true) {
    Batch batch = Take(stop);
    if (batch.empty() && stop.stop_requested()) return;
    WriteUntilDurable(std::move(batch), stop);
  }
}

void RecordWriter::Impl::WriteUntilDurable(Batch batch, const std::stop_token& stop) {
  while (true) {
    const Status status = TryAppend(batch);
    if (status) break;
    health.Degraded(kPart, status.error().Text());
    if (TimeIsUp(stop)) {
      LogError(LogPart{"records"},
               "{} records and {} rows of rule state could not be written before the end",
               batch.jobs.size(), batch.rules.size());
      return;
    }
    Wait(backoff.Next(), stop);
  }
  backoff.Reset();
  TellHealth();
  TellDurable(batch.jobs);
  on_durable();
  KeepPictures(batch.jobs);
  Publish(batch.jobs, stop);
}

// Appends the batch with whatever must be said beside it: all of it or nothing.
Status RecordWriter::Impl::TryAppend(Batch& batch) {
  std::vector<Job>& jobs = batch.jobs;
  std::vector<Record> records;
  std::uint64_t told = 0;
  std::uint64_t lost = 0;
  {
    MutexLock lock(mutex);
    for (Job& job : jobs) {
      if (late.erase(job.ticket) > 0) job.job.record.late = true;
    }
    told = dropped;
    lost = dropped - dropped_told;
  }
  records.reserve(jobs.size() + 1);
  for (const Job& job : jobs) records.push_back(job.job.record);
  if (lost > 0) {
    records.push_back(
        NewRecord(RecordKind::kSystem, Event::kGap,
                  std::to_string(lost) + " records were lost: the disk was full or failing"));
  }
  const RecordLogState state = log.State();
  if (state.damages != damages_told) {
    records.push_back(NewRecord(RecordKind::kAlarm, Event::kStoreDamaged, state.damage));
  }
  RingAlarm raised = alarm;
  if (auto record = raised.Check(state, records.size(), clock)) {
    records.push_back(std::move(*record));
  }
  DW_TRY(log.Append(records, batch.rules));
  alarm = raised;
  if (state.damages != damages_told) log.DamageTold(state.damages);
  damages_told = state.damages;
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].job.record.seq = records[i].seq;
  MutexLock lock(mutex);
  if (!jobs.empty()) durable = jobs.back().ticket;
  dropped_told = told;
  in_flight = 0;
  return {};
}

Record RecordWriter::Impl::NewRecord(RecordKind kind, Event event, std::string_view detail) const {
  Record record{.at = clock.WallNow(), .clock = clock.Trust(), .kind = kind};
  record.event = event;
  record.detail = SanitizeText(detail, kMaxRecordText);
  return record;
}

void RecordWriter::Impl::TellHealth() {
  const std::string why = log.State().only_in_memory;
  if (why.empty()) {
    health.Ok(kPart);
  } else {
    health.Degraded(kPart, "records are kept in memory only, until a restart: " + why);
  }
}

void RecordWriter::Impl::TellDurable(const std::vector<Job>& batch) {
  if (!log.State().only_in_memory.empty()) return;
  for (const Job& job : batch) {
    if (job.job.durable) job.job.durable();
  }
}

void RecordWriter::Impl::KeepPictures(const std::vector<Job>& batch) {
  if (!log.State().only_in_memory.empty())
    return;  // Its numbers mean nothing after the next start.
  for (const Job& job : batch) {
    if (job.job.jpeg.empty()) continue;
    if (const Status status =
            snapshots.Put(job.job.record.seq, job.job.record.person, job.job.jpeg);
        !status) {
      health.Degraded(kPictures, status.error().Text());
    } else {
      health.Ok(kPictures);
    }
  }
}

// Adds what was said to be late while the batch was being committed, and lets it be sent.
void RecordWriter::Impl::Publish(const std::vector<Job>& batch, const std::stop_token& stop) {
  std::vector<RecordSeq> seqs;
  {
    MutexLock lock(mutex);
    for (const Job& job : batch) {
      if (late.erase(job.ticket) > 0) seqs.push_back(job.job.record.seq);
    }
  }
  while (!seqs.empty()) {
    const Status status = log.MarkLate(seqs);
    if (status) break;
    health.Degraded(kPart, status.error().Text());
    if (TimeIsUp(stop)) return;
    Wait(backoff.Next(), stop);
  }
  {
    MutexLock lock(mutex);
    published = log.State().last_seq;
  }
  if (!seqs.empty()) TellHealth();
  on_durable();
}

// Whether the last two seconds are over. They begin at the first look after the stop.
bool RecordWriter::Impl::TimeIsUp(const std::stop_token& stop) {
  if (!stop.stop_requested()) return false;
  const SteadyTime now = std::chrono::steady_clock::now();
  if (!drain_until) drain_until = now + kDrainFor;
  return now >= *drain_until;
}

void RecordWriter::Impl::Wait(Milliseconds patience, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    std::this_thread::sleep_for(kFirstRetry);  // The last tries, in quick succession.
    return;
  }
  WaitFor(stop, patience);
}

RecordWriter::RecordWriter(RecordLog& log, SnapshotStore& snapshots, const Clock& clock,
                           Health& health, std::function<void()> on_durable)
    : impl_(std::make_unique<Impl>(log, snapshots, clock, health, std::move(on_durable))) {
  if (const Status opened = snapshots.opened(); !opened) {
    health.Degraded(kPictures, opened.error().Text());
  }
  const RecordLogState state = log.State();
  if (state.only_in_memory.empty()) {
    snapshots.Adopt(state.last_seq, [&log](RecordSeq seq) { return PersonOf(log, seq); });
  }
  impl_->worker.emplace(
      "records", [impl = impl_.get()](const std::stop_token& stop) { impl->Run(stop); },
      Urgency::kDoor);
}

RecordWriter::~RecordWriter() {
  impl_->worker->RequestStop();
  {
    MutexLock lock(impl_->mutex);  // Not between the writer's last look and its wait.
  }
  impl_->changed.NotifyAll();
  impl_->worker.reset();
}

std::optional<RecordTicket> RecordWriter::Submit(RecordJob job) {
  RecordTicket ticket = 0;
  {
    MutexLock lock(impl_->mutex);
    impl_->rules.Add(std::exchange(job.rules, {}));
    if (impl_->queue.size() + impl_->in_flight >= kQueueLength) {
      ++impl_->dropped;
      return std::nullopt;
    }
    if (!job.jpeg.empty() && impl_->queued_pictures++ >= kMaxQueuedPictures) job.jpeg.clear();
    job.record.snapshot = !job.jpeg.empty();
    ticket = ++impl_->last_ticket;
    impl_->queue.push_back({ticket, std::move(job)});
  }
  impl_->changed.NotifyOne();
  return ticket;
}

RecordTicket RecordWriter::durable_through() const {
  MutexLock lock(impl_->mutex);
  return impl_->durable;
}

bool RecordWriter::MarkLate(RecordTicket ticket) {
  MutexLock lock(impl_->mutex);
  if (ticket <= impl_->durable || ticket > impl_->last_ticket) return false;
  impl_->late.insert(ticket);
  return true;
}

RecordSeq RecordWriter::published_seq() const {
  MutexLock lock(impl_->mutex);
  return impl_->published;
}

std::uint64_t RecordWriter::dropped() const {
  MutexLock lock(impl_->mutex);
  return impl_->dropped;
}

}  // namespace doorward::inline storage
