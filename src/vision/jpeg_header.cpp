#include <optional>

#include "vision/image_header.hpp"

namespace doorward {

namespace {

enum Marker : std::uint8_t {
  kStuffed = 0x00,  // No marker: 0xFF 0x00 stands for a byte 0xFF in a scan's data.
  kTem = 0x01,
  kSof0 = 0xC0,
  kDht = 0xC4,
  kJpg = 0xC8,
  kDac = 0xCC,
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

// A frame header: precision, height, width, components.
Result<ImageHeader> ReadFrame(ByteView frame) {
  if (frame.size() < 6) return Fail(ErrorCode::kInvalidArgument, "the JPEG's frame is too short");
  const auto u16 = [&](std::size_t at) { return frame[at] * 256 + frame[at + 1]; };
  const int components = frame[5];
  if (frame[0] != 8 || (components != 1 && components != 3 && components != 4)) {
    return Fail(ErrorCode::kInvalidArgument, "the JPEG is of a kind that is not read");
  }
  return ImageHeader{.format = ImageHeader::Format::kJpeg, .width = u16(3), .height = u16(1)};
}

}  // namespace

Result<ImageHeader> ReadJpegHeader(ByteView file) {
  std::optional<ImageHeader> header;
  int scans = 0;
  JpegWalk walk(file);
  while (const auto marker = walk.NextMarker()) {
    if (*marker == kEoi) {
      if (header && scans > 0) return *header;
      return Fail(ErrorCode::kInvalidArgument, "the JPEG holds no picture");
    }
    if (!BeginsSegment(*marker)) {
      return Fail(ErrorCode::kInvalidArgument, "the JPEG has a marker out of place");
    }
    const auto segment = walk.Segment();
    if (!segment) break;
    if (IsFrame(*marker)) {
      if (header) return Fail(ErrorCode::kInvalidArgument, "the JPEG has two frames");
      DW_TRY_ASSIGN(header, ReadFrame(*segment));
    }
    if (*marker == kSos && (!header || ++scans > kMaxScans)) {
      return Fail(ErrorCode::kInvalidArgument, "the JPEG has scans out of place or too many");
    }
  }
  return Fail(ErrorCode::kInvalidArgument, "the JPEG is truncated or broken");
}

}  // namespace doorward
