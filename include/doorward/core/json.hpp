// JSON from outside, read strictly, and JSON to outside.
//
// nlohmann::json copies and dumps recursively, and takes the last of two equal keys. So text is
// measured before a document exists: size, depth, UTF-8, and then duplicate keys while it is built.

#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "doorward/core/result.hpp"

namespace doorward::inline core {

using Json = nlohmann::json;

struct JsonLimits {
  std::size_t max_bytes = 1024 * 1024;
  int max_depth = 32;
  bool allow_comments = false;  // For the configuration file: // and /* */.
};

// Reads one whole document. kInvalidArgument if the text is too large, too deep, not UTF-8, not JSON,
// has an object with a key twice, NUL in a text, or a number that is not finite. The error tells the
// place, as line and column or as its path, and never quotes a value: that might be a PIN.
Result<Json> ParseJson(std::string_view text, const JsonLimits& limits = {});

// One line, no spaces. Strings that are not UTF-8 come out with U+FFFD instead of failing.
std::string DumpJson(const Json& json);

}  // namespace doorward::inline core
