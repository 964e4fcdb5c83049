// Small whole files, read bounded and written so that a power cut leaves the old one or the new.

#pragma once

#include <filesystem>
#include <string>

#include "doorward/core/bytes.hpp"

namespace doorward {

// kNotFound, kPermissionDenied, or kResourceExhausted if it is larger than `max_bytes`.
Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t max_bytes);

// A password, token or key: as ReadFile, but kPermissionDenied unless it is a regular file that only
// its owner may read (no permission bits for group or others). One trailing newline is cut.
Result<std::string> ReadSecretFile(const std::filesystem::path& path, std::size_t max_bytes = 4096);

// Writes beside `path`, syncs, renames over it, syncs the folder. `mode` as for chmod.
Status WriteFileDurably(const std::filesystem::path& path, ByteView content, unsigned mode = 0600);

}  // namespace doorward
