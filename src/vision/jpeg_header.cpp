#include <algorithm>
#include <optional>
#include <string>

#include "vision/image_header.hpp"

namespace doorward::inline vision {

namespace {

enum Marker : std::uint8_t {
  kStuffed = 0x00,  // No marker: 0xFF 0x00 stands for a byte 0xFF in a scan's data.
  kTem = 0x01,
  kSof0 = 0xC0,
  kSof2 = 0xC2,
  kDht = 0xC4,
  kSof6 = 0xC6,
  kJpg = 0xC8,
  kSof10 = 0xCA,
  kDac = 0xCC,
  kSof14 = 0xCE,
  kSof15 = 0xCF,
  kRst0 = 0xD0,
  kRst7 = 0xD7,
  kSoi = 0xD8,
  kEoi = 0xD9,
  kSos = 0xDA,
};

// A progressive picture has about ten scans. Each costs a pass over the whole picture and can be
// written in a few bytes, so that their number must have an end.
constexpr int kMaxScans = 64;

bool IsFrame(std::uint8_t marker) {
  return marker >= kSof0 && marker <= kSof15 && marker != kDht && marker != kJpg && marker != kDac;
}

bool IsProgressive(std::uint8_t frame) {
  return frame == kSof2 || frame == kSof6 || frame == kSof10 || frame == kSof14;
}

// Markers without a segment make no sense between segments. libjpeg passes over them and looks for
// the next marker, and would find one in what we took for the segment: a second, larger frame.
bool BeginsSegment(std::uint8_t marker) {
  return marker != kStuffed && marker != kTem && !(marker >= kRst0 && marker <= kSoi);
}

// Walks the segments of a JPEG from marker to marker.
class JpegWalk {
 public:
  explicit JpegWalk(ByteView file) : file_(file) {}

  // The next marker, past fill bytes and, after a scan's header, past the scan's data.
  std::optional<std::uint8_t> NextMarker() {
    while (at_ + 1 < file_.size()) {
      const std::uint8_t next = file_[at_ + 1];
      const bool is_data = next == kStuffed || (next >= kRst0 && next <= kRst7);
      if (file_[at_] == 0xFF && next != 0xFF && !(in_scan_ && is_data)) {
        at_ += 2;
        in_scan_ = next == kSos;
        return next;
      }
      if (file_[at_] != 0xFF && !in_scan_)
        return std::nullopt;  // Lost: no marker where one must be.
      ++at_;
    }
    return std::nullopt;
  }

  // The content of the segment that the marker began; nullopt if the file ends within it.
  std::optional<ByteView> Segment() {
    if (file_.size() - at_ < 2) return std::nullopt;
    const std::size_t length = static_cast<std::size_t>(file_[at_] << 8) + file_[at_ + 1];
    if (length < 2 || file_.size() - at_ < length) return std::nullopt;
    const ByteView content = file_.subspan(at_ + 2, length - 2);
    at_ += length;
    return content;
  }

 private:
  ByteView file_;
  std::size_t at_ = 2;  // Past the start marker.
  bool in_scan_ = false;
};

// Coefficients of two bytes, for each component as its sampling factors say, in whole blocks. libjpeg
// keeps them all if the picture comes in several scans.
std::int64_t CoefficientBytes(const ImageHeader& header, ByteView components) {
  int most_h = 1;
  int most_v = 1;
  for (std::size_t at = 1; at < components.size(); at += 3) {
    most_h = std::max(most_h, components[at] >> 4);
    most_v = std::max(most_v, components[at] & 0xF);
  }
  const std::int64_t units_across = header.width / (8 * most_h) + 1;
  const std::int64_t units_down = header.height / (8 * most_v) + 1;
  std::int64_t blocks = 0;
  for (std::size_t at = 1; at < components.size(); at += 3) {
    blocks += units_across * (components[at] >> 4) * units_down * (components[at] & 0xF);
  }
  return blocks * 64 * 2;
}

// A frame header: precision, height, width, components.
Result<ImageHeader> ReadFrame(ByteView frame) {
  if (frame.size() < 6) return Fail(ErrorCode::kInvalidArgument, "the JPEG's frame is too short");
  const auto u16 = [&](std::size_t at) { return frame[at] * 256 + frame[at + 1]; };
  const int components = frame[5];
  if (frame[0] != 8 || (components != 1 && components != 3 && components != 4)) {
    return Fail(ErrorCode::kInvalidArgument,
                "the JPEG is of a kind that is not read: " + std::to_string(frame[0]) +
                    " bits a colour and " + std::to_string(components) + " colours");
  }
  const auto listed = static_cast<std::size_t>(components) * 3;
  if (frame.size() < 6 + listed) {
    return Fail(ErrorCode::kInvalidArgument, "the JPEG's frame is too short");
  }
  ImageHeader header{.format = ImageHeader::Format::kJpeg, .width = u16(3), .height = u16(1)};
  header.held_bytes = CoefficientBytes(header, frame.subspan(6, listed));
  return header;
}

}  // namespace

Result<ImageHeader> ReadJpegHeader(ByteView file) {
  std::optional<ImageHeader> header;
  std::uint8_t components = 0;
  bool in_several_scans = false;
  int scans = 0;
  JpegWalk walk(file);
  while (const auto marker = walk.NextMarker()) {
    if (*marker == kEoi) {
      if (!header || scans == 0) {
        return Fail(ErrorCode::kInvalidArgument, "the JPEG holds no picture");
      }
      header->scans = scans;
      if (!in_several_scans) header->held_bytes = 0;
      return *header;
    }
    if (!BeginsSegment(*marker)) {
      return Fail(ErrorCode::kInvalidArgument, "the JPEG has a marker out of place");
    }
    const auto segment = walk.Segment();
    if (!segment) break;
    if (IsFrame(*marker)) {
      if (header) return Fail(ErrorCode::kInvalidArgument, "the JPEG has two frames");
      DW_TRY_ASSIGN(header, ReadFrame(*segment));
      components = (*segment)[5];
      in_several_scans = IsProgressive(*marker);
    }
    if (*marker == kSos && (!header || ++scans > kMaxScans)) {
      return Fail(ErrorCode::kInvalidArgument, "the JPEG has scans out of place or too many");
    }
    if (*marker == kSos) in_several_scans |= segment->empty() || (*segment)[0] < components;
  }
  return Fail(ErrorCode::kInvalidArgument, "the JPEG is truncated or broken");
}

}  // namespace doorward::inline vision
