#include "drivers/camera_opencv/picture.hpp"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string_view>

#include "doorward/core/file.hpp"

namespace doorward::inline drivers {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMaxPictureBytes = 16 * 1024 * 1024;
constexpr std::int64_t kMaxPixels = 50'000'000;  // What telephones take, and no bomb.

constexpr std::int64_t kMaxWholePixels = 4 * 4'000'000;  // A frame's most, at a half of each side.

constexpr std::string_view kPngStart = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
constexpr std::string_view kJpegStart = "\xff\xd8\xff"sv;

std::int64_t BigEndian(std::string_view file, std::size_t at, std::size_t bytes) {
  std::int64_t value = 0;
  for (const char byte : file.substr(at, bytes)) {
    value = value * 256 + static_cast<unsigned char>(byte);
  }
  return value;
}

// Pixels that a JPEG's frame header announces; 0 if there is none.
std::int64_t PixelsOfJpeg(std::string_view file) {
  std::size_t at = 2;
  while (at + 9 <= file.size() && file[at] == '\xff') {
    const auto marker = static_cast<unsigned char>(file[at + 1]);
    if (marker == 0xff) {  // Padding.
      ++at;
      continue;
    }
    const bool is_table = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
    if (marker >= 0xc0 && marker <= 0xcf && !is_table) {
      return BigEndian(file, at + 5, 2) * BigEndian(file, at + 7, 2);
    }
    at += 2 + static_cast<std::size_t>(BigEndian(file, at + 2, 2));
  }
  return 0;
}

cv::Mat Upright(const cv::Mat& picture, const CameraConfig& config) {
  cv::Mat upright = picture;
  switch (config.rotate_deg) {
    case 90: cv::rotate(picture, upright, cv::ROTATE_90_CLOCKWISE); break;
    case 180: cv::rotate(picture, upright, cv::ROTATE_180); break;
    case 270: cv::rotate(picture, upright, cv::ROTATE_90_COUNTERCLOCKWISE); break;
    default: break;
  }
  if (!config.mirror) return upright;
  cv::Mat mirrored;
  cv::flip(upright, mirrored, 1);
  return mirrored;
}

std::int64_t PixelsOf(std::string_view file) {
  if (file.starts_with(kJpegStart)) return PixelsOfJpeg(file);
  if (file.starts_with(kPngStart) && file.size() >= kPngStart.size() + 8) {
    const std::int64_t width = BigEndian(file, kPngStart.size(), 4);
    const std::int64_t height = BigEndian(file, kPngStart.size() + 4, 4);
    return std::min(width, kMaxPixels + 1) * std::min(height, kMaxPixels + 1);
  }
  return 0;
}

}  // namespace

std::optional<Image> FramePicture(const cv::Mat& picture, const CameraConfig& config) {
  if (picture.empty() || picture.type() != CV_8UC3) return std::nullopt;
  cv::Mat fitted = picture;
  const double scale = std::min(static_cast<double>(config.width) / picture.cols,
                                static_cast<double>(config.height) / picture.rows);
  if (scale < 1) {
    const cv::Size size(std::clamp(cvRound(picture.cols * scale), 1, config.width),
                        std::clamp(cvRound(picture.rows * scale), 1, config.height));
    cv::resize(picture, fitted, size, 0, 0, cv::INTER_AREA);
  }
  fitted = Upright(fitted, config);
  if (!fitted.isContinuous()) fitted = fitted.clone();
  const std::size_t bytes = fitted.total() * fitted.elemSize();
  return Image{.width = fitted.cols, .height = fitted.rows, .bgr{fitted.data, fitted.data + bytes}};
}

Result<cv::Mat> ReadPicture(const std::filesystem::path& path) {
  DW_TRY_ASSIGN(const std::string file, ReadFile(path, kMaxPictureBytes));
  const std::int64_t pixels = PixelsOf(file);
  if (pixels < 1) return Fail(ErrorCode::kInvalidArgument, "neither a JPEG nor a PNG picture");
  if (pixels > kMaxPixels) return Fail(ErrorCode::kInvalidArgument, "more than 50 megapixels");
  const cv::Mat encoded(1, static_cast<int>(file.size()), CV_8UC1,
                        const_cast<char*>(file.data()));  // It is only read.
  // A frame is never so large: the memory of a whole one need not be spent.
  cv::Mat picture = cv::imdecode(
      encoded, pixels > kMaxWholePixels ? cv::IMREAD_REDUCED_COLOR_2 : cv::IMREAD_COLOR);
  if (picture.empty()) return Fail(ErrorCode::kInvalidArgument, "a broken picture");
  return picture;
}

}  // namespace doorward::inline drivers
