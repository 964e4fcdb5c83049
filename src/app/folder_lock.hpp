// Keeps a second daemon out of a storage folder. Two of them would give records the same numbers and
// each stop the other's log.
//
// The lock ends with the process, however that ends: a killed daemon leaves nothing to clear away.

#pragma once

#include <filesystem>

#include "doorward/core/result.hpp"

namespace doorward::inline app {

class FolderLock {
 public:
  FolderLock() = default;  // Holds nothing.

  // kAlreadyExists if another process holds `folder`.
  static Result<FolderLock> Take(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}

  int fd_ = -1;
};

}  // namespace doorward::inline app
