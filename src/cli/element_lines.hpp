// Where in a JSON file the elements of its array stand: the parser does not tell.

#pragma once

#include <string_view>
#include <vector>

namespace doorward::inline cli {

// The line, from 1, in which each element begins of the array that `text` is, or that its member `key` is.
// REQUIRES: ParseJson() takes `text`, and there is such an array.
std::vector<std::size_t> ElementLines(std::string_view text, std::string_view key);

}  // namespace doorward::inline cli
