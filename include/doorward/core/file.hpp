// Small whole files, read bounded and written so that a power cut leaves the old one or the new.

#pragma once

#include <filesystem>
#include <string>

#include "doorward/core/bytes.hpp"

namespace doorward::inline core {

// kNotFound, kPermissionDenied, or kResourceExhausted if it is larger than `max_bytes`. kUnavailable for
// what is no regular file: a pipe or a device may have nobody at its other end, or no end.
Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t max_bytes);

// A file that holds a secret, whatever is in it: as ReadFile, but kPermissionDenied unless it is a
// regular file that only its owner may read (no permission bits for group or others). Whose it is does not
// matter: nobody but root can read another user's.
Result<std::string> ReadPrivateFile(const std::filesystem::path& path, std::size_t max_bytes);

// A password, token or key of one line: as ReadPrivateFile, without the end of the line (LF or CRLF).
// kInvalidArgument for what no editor shows and no peer would take: nothing at all, a second line, a
// byte order mark, a NUL.
Result<std::string> ReadSecretFile(const std::filesystem::path& path, std::size_t max_bytes = 4096);

// Writes beside `path`, syncs, renames over it, syncs the folder. `mode` as for chmod.
Status WriteFileDurably(const std::filesystem::path& path, ByteView content, unsigned mode = 0600);

}  // namespace doorward::inline core
