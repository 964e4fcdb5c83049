// SHA-256, for naming files and models by what is in them.

#pragma once

#include <filesystem>
#include <string>

#include "doorward/core/bytes.hpp"

namespace doorward::inline core {

// 64 lower-case hexadecimal digits.
std::string Sha256(ByteView bytes);

// Reads the file in pieces. kNotFound or kUnavailable if it cannot be read.
Result<std::string> Sha256OfFile(const std::filesystem::path& path);

}  // namespace doorward::inline core
