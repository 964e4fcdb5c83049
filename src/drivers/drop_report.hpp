// Says how much a reader has dropped whenever that has doubled: noise must not fill the log.

#pragma once

#include <cstdint>
#include <string>

#include "doorward/core/log.hpp"

namespace doorward::inline drivers {

class DropReport {
 public:
  explicit DropReport(std::string reader) : reader_(std::move(reader)) {}

  void Update(std::uint64_t dropped) {
    if (dropped < next_) return;
    LogWarning(LogPart{reader_}, "dropped {} items that were not well-formed", dropped);
    while (next_ <= dropped) next_ *= 2;
  }

  const std::string& reader() const { return reader_; }

 private:
  const std::string reader_;
  std::uint64_t next_ = 1;
};

}  // namespace doorward::inline drivers
