#include "vision/image_header.hpp"

#include <algorithm>
#include <array>

namespace doorward::inline vision {

namespace {

constexpr std::array<std::uint8_t, 3> kJpegMagic{0xFF, 0xD8, 0xFF};
constexpr std::array<std::uint8_t, 8> kPngMagic{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

template <std::size_t kSize>
bool StartsWith(ByteView file, const std::array<std::uint8_t, kSize>& magic) {
  return file.size() >= kSize && std::equal(magic.begin(), magic.end(), file.begin());
}

}  // namespace

Result<ImageHeader> ReadImageHeader(ByteView file) {
  if (file.empty()) return Fail(ErrorCode::kInvalidArgument, "the picture is empty: 0 bytes");
  if (StartsWith(file, kJpegMagic)) return ReadJpegHeader(file);
  if (StartsWith(file, kPngMagic)) return ReadPngHeader(file);
  return Fail(ErrorCode::kInvalidArgument, RefusalOfForeign(file));
}

}  // namespace doorward::inline vision
