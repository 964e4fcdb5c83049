// Picture files for tests, made byte by byte where a well-behaved library would refuse.

#pragma once

#include <opencv2/imgcodecs.hpp>
#include <string_view>

#include "doorward/hal/frame.hpp"

namespace doorward {

inline void Append(Bytes& file, std::initializer_list<int> bytes) {
  for (const int byte : bytes) file.push_back(static_cast<std::uint8_t>(byte));
}
inline void Append(Bytes& file, ByteView bytes) {
  file.insert(file.end(), bytes.begin(), bytes.end());
}

// --- JPEG -------------------------------------------------------------------------------------

inline Bytes JpegOf(const cv::Mat& picture, std::vector<int> options = {}) {
  Bytes file;
  cv::imencode(".jpg", picture, file, options);
  return file;
}

inline cv::Mat Plain(int width, int height) {
  return cv::Mat(height, width, CV_8UC3, cv::Scalar(60, 120, 180));
}

// Where the first frame header (its 0xFF) of a baseline or progressive JPEG is.
inline std::size_t FrameAt(const Bytes& file) {
  std::size_t at = 2;
  while (file[at + 1] != 0xC0 && file[at + 1] != 0xC2) {
    at += 2U + static_cast<std::size_t>(file[at + 2] * 256 + file[at + 3]);
  }
  return at;
}

inline Bytes WithJpegSize(Bytes file, int width, int height) {
  const std::size_t frame = FrameAt(file);
  file[frame + 5] = static_cast<std::uint8_t>(height >> 8);
  file[frame + 6] = static_cast<std::uint8_t>(height & 0xFF);
  file[frame + 7] = static_cast<std::uint8_t>(width >> 8);
  file[frame + 8] = static_cast<std::uint8_t>(width & 0xFF);
  return file;
}

// `file` with `inserted` after its start marker.
inline Bytes WithAfterStart(const Bytes& file, ByteView inserted) {
  Bytes changed(file.begin(), file.begin() + 2);
  Append(changed, inserted);
  Append(changed, ByteView(file).subspan(2));
  return changed;
}

// An EXIF block of one entry: the orientation, 1 to 8.
inline Bytes ExifOrientation(int orientation) {
  Bytes tiff;
  Append(tiff, {'M', 'M', 0, 42, 0, 0, 0,           8, 0, 1, 0x01, 0x12, 0,
                3,   0,   0, 0,  1, 0, orientation, 0, 0, 0, 0,    0,    0});
  return tiff;
}

inline Bytes WithJpegOrientation(const Bytes& file, int orientation) {
  const Bytes exif = ExifOrientation(orientation);
  Bytes segment;
  Append(segment, {0xFF, 0xE1, 0, static_cast<int>(exif.size()) + 8, 'E', 'x', 'i', 'f', 0, 0});
  Append(segment, exif);
  return WithAfterStart(file, segment);
}

// --- PNG --------------------------------------------------------------------------------------

inline void AppendU32(Bytes& file, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    file.push_back(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift) & 0xFF));
  }
}

inline std::uint32_t Crc32(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = crc >> 1U ^ (crc % 2 != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

inline void AppendChunk(Bytes& file, std::string_view type, ByteView content) {
  AppendU32(file, content.size());
  const std::size_t begin = file.size();
  Append(file, AsBytes(type));
  Append(file, content);
  AppendU32(file, Crc32(ByteView(file).subspan(begin)));
}

// `count` zeros as zlib would deflate them with the fixed codes of RFC 1951: a zero, then runs of
// 258 from one back, at 13 bits each.
inline Bytes DeflatedZeros(std::size_t count) {
  Bytes packed;
  Append(packed, {0x78, 0x01});
  unsigned used = 8;
  const auto bits = [&](std::string_view code) {
    for (const char bit : code) {
      if (used == 8) packed.push_back(0);
      used %= 8;
      if (bit == '1') packed.back() = static_cast<std::uint8_t>(packed.back() | 1U << used);
      ++used;
    }
  };
  bits("110");  // The last block; fixed codes.
  std::size_t left = count;
  while (left > 0) {
    const bool is_run = left < count && left >= 258;
    bits(is_run ? "1100010100000" : "00110000");
    left -= is_run ? 258 : 1;
  }
  bits("0000000");
  AppendU32(packed, count % 65521 << 16U | 1U);  // Adler-32.
  return packed;
}

// A PNG of `width` by `height` grey pixels that holds `content_bytes` zeros, deflated. It needs
// height * (width + 1).
inline Bytes GreyPng(std::size_t width, std::size_t height, std::size_t content_bytes) {
  Bytes file;
  Append(file, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
  Bytes header;
  AppendU32(header, width);
  AppendU32(header, height);
  Append(header, {8, 0, 0, 0, 0});
  AppendChunk(file, "IHDR", header);
  AppendChunk(file, "IDAT", DeflatedZeros(content_bytes));
  AppendChunk(file, "IEND", {});
  return file;
}

// `file` with a chunk after its header.
inline Bytes WithPngChunk(const Bytes& file, std::string_view type, ByteView content) {
  constexpr std::size_t kHeaderEnd = 8 + 25;
  Bytes changed(file.begin(), file.begin() + kHeaderEnd);
  AppendChunk(changed, type, content);
  Append(changed, ByteView(file).subspan(kHeaderEnd));
  return changed;
}

}  // namespace doorward
