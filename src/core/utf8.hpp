// UTF-8, a sequence at a time.

#pragma once

#include <cstddef>
#include <string_view>

namespace doorward::inline core {

// The length of the well-formed sequence at the front of `text`, or 0: Unicode 15, table 3-7.
std::size_t SequenceLength(std::string_view text);

}  // namespace doorward::inline core
