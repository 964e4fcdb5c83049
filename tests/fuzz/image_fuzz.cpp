// A picture from outside: whatever the bytes are, an image within bounds or an error.

#include <cstdlib>

#include "doorward/vision/image_codec.hpp"
#include "vision/image_header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const doorward::ByteView file(data, size);
  const auto header = doorward::ReadImageHeader(file);
  const auto image = doorward::DecodeImage(file);
  if (!image) return 0;
  // What was decoded is what the header gate let through.
  const int pixels = image->width * image->height;
  const bool sound = header && pixels == header->width * header->height &&
                     pixels <= doorward::kMaxImagePixels &&
                     image->bgr.size() == static_cast<std::size_t>(pixels) * 3;
  if (!sound) std::abort();
  return 0;
}
