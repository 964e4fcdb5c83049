// JPEG and PNG, read defensively: by their magic alone, dimensions from the header before anything
// is decoded, at most 4 megapixels and 1 MiB.

#pragma once

#include "doorward/hal/frame.hpp"

namespace doorward {

inline constexpr std::size_t kMaxImageBytes = 1024 * 1024;
inline constexpr int kMaxImagePixels = 4'000'000;

// kInvalidArgument: not a JPEG or PNG, too large, truncated, or not decodable. EXIF orientation is
// applied: a photo from a telephone stands upright.
Result<Image> DecodeImage(ByteView file);

// A JPEG of at most `max_side` pixels on its longer side. REQUIRES: image is not empty.
Result<Bytes> EncodeJpeg(const Image& image, int max_side = 640, int quality = 80);

}  // namespace doorward
