// A file of nothing, given up when the disk is full: even deleting needs room first.
//
// Thread-safety: none.

#pragma once

#include <filesystem>

#include "doorward/core/result.hpp"

namespace doorward::inline storage {

class Ballast {
 public:
  static constexpr std::size_t kBytes = 2 * 1024 * 1024;

  // Makes the file if it is not there. Without room there is none for now.
  explicit Ballast(std::filesystem::path file);

  // Gives its room back. False if that was done before.
  bool Free();
  // Makes it again, if there is room.
  void Restore();
  bool held() const { return held_; }

 private:
  const std::filesystem::path file_;
  bool held_ = false;
};

}  // namespace doorward::inline storage
