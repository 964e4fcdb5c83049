// Whether what a configuration names would work: for `--check` and `config.put`. A start does without what
// is missing.
//
// Thread-safety: none. Ownership: refers to the faults, which outlive it. Blocking: reads files.

#pragma once

#include <filesystem>
#include <string>

#include "doorward/core/json_reader.hpp"

namespace doorward::inline core {

// Each adds a fault at `path` if what is named there would not work.
struct NamedChecks {
  JsonFaults& faults;
  bool as_a_start;  // Also what is not there.

  // `found` says whether `file` is good. A file that is there and ours to read must be; as a start would,
  // it must also be there.
  void File(const std::string& path, const std::filesystem::path& file, const Status& found) const;
  // A file of one secret; empty: none is named.
  void Secret(const std::string& path, const std::filesystem::path& file) const;
  void Address(const std::string& path, const std::string& address) const;
  // What is there must be a device; one that is not plugged in yet is waited for.
  void Device(const std::string& path, const std::string& device) const;
};

}  // namespace doorward::inline core
