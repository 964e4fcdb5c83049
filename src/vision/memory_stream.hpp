// A std::istream over bytes that someone else owns. dlib reads models from a stream, and the bytes
// that were checked must be the bytes that are read: a file opened twice could have changed.

#pragma once

#include <istream>
#include <streambuf>

#include "doorward/core/bytes.hpp"

namespace doorward::inline vision {

class MemoryStream final : private std::streambuf, public std::istream {
 public:
  // `bytes` outlives the stream.
  explicit MemoryStream(ByteView bytes) : std::istream(static_cast<std::streambuf*>(this)) {
    // std::streambuf has no const form; nothing here writes.
    char* begin = const_cast<char*>(AsText(bytes).data());
    setg(begin, begin, begin + bytes.size());
  }
};

}  // namespace doorward::inline vision
