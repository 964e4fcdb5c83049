// Pictures of face attempts, one sealed file a record, in a folder that holds at most `capacity` of
// them.
//
// A file is named after its record and a keyed mark of the person in it, so that a person's pictures
// are found without being opened, also after a power cut between a deletion and its end.
//
// Thread-safety: any thread. Files are 0600 in a 0700 folder.

#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <span>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/record.hpp"

namespace doorward::inline storage {

class SnapshotStore {
 public:
  // A folder that cannot be made or read costs the pictures, nothing else: opened() says why. `box`
  // outlives the result.
  static std::unique_ptr<SnapshotStore> Open(const std::filesystem::path& folder,
                                             std::size_t capacity, const SecretBox& box);
  ~SnapshotStore();

  Status opened() const;

  // `person` is empty for somebody unknown. Not synced: a power cut may lose the last few pictures,
  // never a record. The picture of somebody who has been deleted meanwhile is not kept.
  Status Put(RecordSeq seq, const PersonId& person, ByteView jpeg);
  // kNotFound if there was none, or the ring has dropped it, or its person is deleted.
  Result<Bytes> Get(RecordSeq seq) const;
  std::size_t size() const;

  void Erase(std::span<const PersonId> people);
  void EraseAll();

  // How a person is marked in a file's name.
  std::string MarkOf(const PersonId& person) const;
  // At a start: erases the pictures of people whose mark is not among these, and asks `is_known` of
  // each that comes.
  void KeepOnly(const std::set<std::string>& marks, std::function<bool(const PersonId&)> is_known);

  // At a start: seals the pictures of an older version, which lie open, and erases what belongs to no
  // record of the log, whose newest is `last_seq`.
  void Adopt(RecordSeq last_seq, const std::function<PersonId(RecordSeq)>& person_of);

 private:
  struct Impl;
  explicit SnapshotStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline storage
