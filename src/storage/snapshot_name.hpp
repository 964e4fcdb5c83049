// "4711-9F3A6C1E2B7D4A5C.sealed": the file of a record's picture, by its number and the mark of the
// person. "4711.sealed" is of somebody unknown; "4711.jpg" lies open, from an older version.

#pragma once

#include <optional>
#include <string>

#include "doorward/domain/record.hpp"

namespace doorward::inline storage {

struct SnapshotName {
  RecordSeq seq = 0;
  std::string mark;  // Empty: unknown.
  bool open = false;

  std::string Text() const;
  // nullopt for files of others.
  static std::optional<SnapshotName> Parse(std::string_view text);
};

}  // namespace doorward::inline storage
