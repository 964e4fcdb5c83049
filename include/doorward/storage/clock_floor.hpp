// Keeps the clock's floor over restarts: in a file of its own and a copy of it. The newest records count
// too. Where all are gone, and people are known, the clock is unsure until an operator says that it is
// right.
//
// The floor is kept once it has risen by a minute, and at the end; a restart gives nobody more than
// that minute.
//
// Thread-safety: Trust() may be called from any thread. Blocking: all of it waits for the disk.

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "doorward/core/clock.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/secret_box.hpp"
#include "doorward/core/worker.hpp"
#include "doorward/storage/record_log.hpp"

namespace doorward {

class SlotFile;

class ClockFloor {
 public:
  // Raises the floor of `clock` to what is known. `people_known`: people.db says that the terminal has
  // lived before. References outlive it.
  ClockFloor(const std::filesystem::path& folder, const SecretBox& box, const RecordLog& log,
             Clock& clock, bool people_known);
  ~ClockFloor();

  // Whether the terminal ran before.
  bool lived() const { return lived_; }

  // The wall clock is right, says an operator: what it shows becomes the floor, here and on the disk.
  Status Trust();

 private:
  // Records up to this one say nothing of the floor: an operator knew better.
  struct Since {
    std::string log_id;
    RecordSeq seq = 0;
  };

  void Recall(bool people_known);
  bool RecallFile(const SlotFile& file) DW_REQUIRES(mutex_);
  bool RecallRecords() DW_REQUIRES(mutex_);
  Status Keep(WallTime floor) DW_REQUIRES(mutex_);
  void KeepIfRisen(Milliseconds least);

  const RecordLog& log_;
  Clock& clock_;
  bool lived_ = false;
  Mutex mutex_;
  const std::unique_ptr<SlotFile> file_;
  const std::unique_ptr<SlotFile> copy_;
  Since since_ DW_GUARDED_BY(mutex_);
  WallTime kept_ DW_GUARDED_BY(mutex_);
  std::optional<Worker> worker_;
};

}  // namespace doorward
