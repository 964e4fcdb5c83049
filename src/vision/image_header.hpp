// What a picture file says of itself, read by our own few lines before any decoder sees the file.
//
// The whole structure is walked to its end marker, so that a truncated file is known as such:
// the decoders would fill the rest with grey and call it a picture.

#pragma once

#include <string>

#include "doorward/core/bytes.hpp"

namespace doorward::inline vision {

struct ImageHeader {
  enum class Format { kJpeg, kPng };
  Format format;
  int width;
  int height;
  int scans = 1;                // Of a JPEG: passes over the picture.
  std::int64_t held_bytes = 0;  // That a decoder holds beside the picture, at any scale.
};

// kInvalidArgument, with the reason, for all that is not a whole JPEG or PNG.
Result<ImageHeader> ReadImageHeader(ByteView file);

Result<ImageHeader> ReadJpegHeader(ByteView file);
Result<ImageHeader> ReadPngHeader(ByteView file);

// Why a file that is neither JPEG nor PNG is not read, and what to do with one of its kind.
std::string RefusalOfForeign(ByteView file);

// The same picture without chunks that are not needed to decode it. Text and colour profiles are
// compressed, each up to megabytes from a few bytes, and libpng would inflate them all.
// REQUIRES: ReadPngHeader(file) is ok.
Bytes EssentialPng(ByteView file);

}  // namespace doorward::inline vision
