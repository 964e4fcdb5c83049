// Keeps the clock's floor over restarts: in a file of its own, with a copy in records.db, so that
// neither can be deleted to lower it. Where both are gone, and people are known, the clock is unsure
// until an operator says that it is right.
//
// The floor is kept once it has risen by a minute, and at the end; a restart gives nobody more than
// that minute.
//
// Thread-safety: Trust() may be called from any thread. Blocking: all of it waits for the disk.

#pragma once

#include <filesystem>
#include <optional>

#include "doorward/core/clock.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/secret_box.hpp"
#include "doorward/core/worker.hpp"
#include "doorward/storage/record_log.hpp"

namespace doorward::inline storage {

class SlotFile;

class ClockFloor {
 public:
  // Raises the floor of `clock` to what is known. `people_known`: people.db says that the terminal has
  // lived before. References outlive it.
  ClockFloor(const std::filesystem::path& file, const SecretBox& box, RecordLog& log, Clock& clock,
             bool people_known);
  ~ClockFloor();

  // Whether an earlier run of this program kept anything here.
  bool lived() const { return lived_; }

  // The wall clock is right, says an operator: what it shows becomes the floor, here and on the disk.
  Status Trust();

 private:
  void Recall(bool people_known);
  Status Keep(WallTime floor) DW_REQUIRES(mutex_);
  void KeepIfRisen(Milliseconds least);

  RecordLog& log_;
  Clock& clock_;
  bool lived_ = false;
  Mutex mutex_;
  const std::unique_ptr<SlotFile> file_;
  WallTime kept_ DW_GUARDED_BY(mutex_);
  std::optional<Worker> worker_;
};

}  // namespace doorward::inline storage
