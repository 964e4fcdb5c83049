// JPEGs of face attempts, one file a record, in a folder that holds at most `capacity` of them.
//
// Thread-safety: any thread. Files are 0600 in a 0700 folder.

#pragma once

#include <filesystem>
#include <memory>

#include "doorward/core/bytes.hpp"
#include "doorward/domain/record.hpp"

namespace doorward {

class SnapshotStore {
 public:
  static Result<std::unique_ptr<SnapshotStore>> Open(const std::filesystem::path& folder,
                                                     std::size_t capacity);
  ~SnapshotStore();

  // Not synced: a power cut may lose the last few pictures, never a record.
  Status Put(RecordSeq seq, ByteView jpeg);
  // kNotFound if there was none, or the ring has dropped it.
  Result<Bytes> Get(RecordSeq seq) const;
  std::size_t size() const;

 private:
  struct Impl;
  explicit SnapshotStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward
