#include "doorward/core/named_checks.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "doorward/core/address.hpp"
#include "doorward/core/file.hpp"

namespace doorward::inline core {

void NamedChecks::File(const std::string& path, const std::filesystem::path& file,
                       const Status& found) const {
  if (found) return;
  if (!as_a_start && ::access(file.c_str(), R_OK) != 0) return;
  faults.Add(path, found.error().message);
}

void NamedChecks::Secret(const std::string& path, const std::filesystem::path& file) const {
  if (file.empty()) return;
  const auto read = ReadSecretFile(file);
  File(path, file, read ? Status() : Status(Fail(read.error())));
}

void NamedChecks::Address(const std::string& path, const std::string& address) const {
  if (const auto fault = FaultOfAddress(address)) faults.Add(path, *fault);
}

void NamedChecks::Device(const std::string& path, const std::string& device) const {
  struct stat there {};
  if (!as_a_start || ::stat(device.c_str(), &there) != 0 || S_ISCHR(there.st_mode)) return;
  faults.Add(path, device + " is no device");
}

}  // namespace doorward::inline core
