// Numbers and texts as bytes, and back; little-endian, lengths first.

#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "doorward/core/bytes.hpp"

namespace doorward::inline storage {

class ByteWriter {
 public:
  void Number(std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
  }
  void Int(std::int64_t value) { Number(static_cast<std::uint64_t>(value), 8); }
  void Raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void Blob(ByteView bytes) {
    Number(bytes.size(), 4);
    Raw(bytes);
  }
  void Text(std::string_view text) { Blob(AsBytes(text)); }

  std::size_t size() const { return bytes_.size(); }
  Bytes Take() && { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// After a read beyond the end every read gives nothing and failed() says so.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  ByteView Raw(std::size_t count) {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  std::uint64_t Number(std::size_t width) {
    const ByteView taken = Raw(width);
    std::uint64_t value = 0;
    for (std::size_t i = taken.size(); i-- > 0;) value = value << 8U | taken[i];
    return value;
  }
  std::int64_t Int() { return static_cast<std::int64_t>(Number(8)); }
  ByteView Blob() { return Raw(static_cast<std::size_t>(Number(4))); }
  std::string Text() { return std::string(AsText(Blob())); }

  bool failed() const { return failed_; }

 private:
  ByteView rest_;
  bool failed_ = false;
};

}  // namespace doorward::inline storage
