// JPEG and PNG, read defensively: told by their first bytes alone, measured by their header before
// anything is decoded. A large JPEG is decoded at a half, a quarter or an eighth of its size, so that
// no more memory is needed than for a small one.

#pragma once

#include "doorward/domain/limits.hpp"
#include "doorward/hal/frame.hpp"

namespace doorward::inline vision {

inline constexpr std::size_t kMaxImageBytes = kMaxPhotoBytes;
inline constexpr int kMaxImagePixels = 4'000'000;  // Of a picture that was read, as of any Image.

// What a picture file may be like to be read at all.
struct PictureLimits {
  std::size_t max_bytes;
  std::int64_t max_pixels;      // Of a JPEG.
  std::int64_t max_png_pixels;  // A PNG can only be decoded whole.
  // A JPEG in several scans (a progressive one) is held whole at any scale, and each scan is a pass.
  std::int64_t max_held_bytes;
  std::int64_t max_passed_pixels;
};

inline constexpr PictureLimits kTerminalPictures{.max_bytes = kMaxImageBytes,
                                                 .max_pixels = kMaxPhotoPixels,
                                                 .max_png_pixels = 8'000'000,
                                                 .max_held_bytes = 80'000'000,
                                                 .max_passed_pixels = 256'000'000};
// 64 megapixels, on the computer of whoever enrols people.
inline constexpr PictureLimits kOfficePictures{.max_bytes = 32 * 1024 * 1024,
                                               .max_pixels = 65'000'000,
                                               .max_png_pixels = 25'000'000,
                                               .max_held_bytes = 200'000'000,
                                               .max_passed_pixels = 1'300'000'000};

// kInvalidArgument: not a JPEG or PNG (it says what else, and what to do), beyond `limits`, truncated, or
// not decodable. What has more than kMaxImagePixels is made smaller. EXIF orientation is applied: a
// photo from a telephone stands upright.
Result<Image> DecodeImage(ByteView file, const PictureLimits& limits = kTerminalPictures);

// What to send to a terminal in the place of `file`: the file itself if any terminal reads it, else the
// same picture as a JPEG of at most `max_bytes`, upright. Errors: those of DecodeImage(), for an office.
Result<Bytes> PhotoForTerminal(ByteView file, std::size_t max_bytes);

// A JPEG of at most `max_side` pixels on its longer side. REQUIRES: image is not empty.
Result<Bytes> EncodeJpeg(const Image& image, int max_side = 640, int quality = 80);

}  // namespace doorward::inline vision
