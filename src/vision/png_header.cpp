#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "vision/image_header.hpp"

namespace doorward::inline vision {

namespace {

constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kChunkFrame = 12;  // Length, type and checksum.

// What a decoder needs, and the orientation.
constexpr std::array<std::string_view, 6> kEssential{"IHDR", "PLTE", "tRNS",
                                                     "eXIf", "IDAT", "IEND"};

struct Chunk {
  std::string_view type;
  ByteView content;
  ByteView whole;  // With length, type and checksum.
};

std::uint32_t U32(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 24U |
         static_cast<std::uint32_t>(bytes[at + 1]) << 16U |
         static_cast<std::uint32_t>(bytes[at + 2]) << 8U | bytes[at + 3];
}

// The chunk at `at`; nullopt if the file ends within it.
std::optional<Chunk> ChunkAt(ByteView file, std::size_t at) {
  if (file.size() - at < kChunkFrame) return std::nullopt;
  const std::size_t length = U32(file, at);
  if (length > file.size() - at - kChunkFrame) return std::nullopt;
  return Chunk{.type = AsText(file.subspan(at + 4, 4)),
               .content = file.subspan(at + 8, length),
               .whole = file.subspan(at, length + kChunkFrame)};
}

Result<ImageHeader> ReadFirstChunk(ByteView content) {
  if (content.size() != 13) return Fail(ErrorCode::kInvalidArgument, "the PNG's header is broken");
  const std::uint32_t width = U32(content, 0);
  const std::uint32_t height = U32(content, 4);
  constexpr std::uint32_t kMax = 0x7FFFFFFF;  // The format's own limit.
  if (width > kMax || height > kMax) {
    return Fail(ErrorCode::kInvalidArgument, "the PNG's header is broken");
  }
  return ImageHeader{.format = ImageHeader::Format::kPng,
                     .width = static_cast<int>(width),
                     .height = static_cast<int>(height)};
}

}  // namespace

Result<ImageHeader> ReadPngHeader(ByteView file) {
  std::optional<ImageHeader> header;
  bool has_data = false;
  std::size_t at = kMagicBytes;
  while (const auto chunk = ChunkAt(file, at)) {
    at += chunk->whole.size();
    if (header.has_value() == (chunk->type == "IHDR")) {
      return Fail(ErrorCode::kInvalidArgument, "the PNG's header is missing or doubled");
    }
    if (!header) {
      DW_TRY_ASSIGN(header, ReadFirstChunk(chunk->content));
    }
    has_data |= chunk->type == "IDAT";
    if (chunk->type == "IEND") {
      if (has_data) return *header;
      return Fail(ErrorCode::kInvalidArgument, "the PNG holds no picture");
    }
  }
  return Fail(ErrorCode::kInvalidArgument, "the PNG is truncated or broken");
}

Bytes EssentialPng(ByteView file) {
  Bytes essential(file.begin(), file.begin() + kMagicBytes);
  std::size_t at = kMagicBytes;
  while (const auto chunk = ChunkAt(file, at)) {
    at += chunk->whole.size();
    if (std::find(kEssential.begin(), kEssential.end(), chunk->type) != kEssential.end()) {
      essential.insert(essential.end(), chunk->whole.begin(), chunk->whole.end());
    }
    if (chunk->type == "IEND") break;
  }
  return essential;
}

}  // namespace doorward::inline vision
