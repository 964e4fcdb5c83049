// Which readers took which key in install mode, kept in a file: no restart opens it for them again.
//
// A line is the digest of port, address and key. Thread-safety: none.

#pragma once

#include <filesystem>

#include "doorward/drivers/osdp.hpp"
#include "drivers/osdp/osdp_key.hpp"

namespace doorward::inline drivers {

class OsdpInstalled {
 public:
  // Without a file it knows nothing, and keeps nothing.
  explicit OsdpInstalled(std::filesystem::path file) : file_(std::move(file)) {}

  // Whether the reader of `config` has taken `key`. An error if the file cannot be read.
  Result<bool> Has(const OsdpConfig& config, const OsdpKey& key) const;
  Status Add(const OsdpConfig& config, const OsdpKey& key) const;

 private:
  Result<std::string> Read() const;

  const std::filesystem::path file_;
};

}  // namespace doorward::inline drivers
