#include "doorward/vision/image_codec.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "doorward/core/check.hpp"
#include "vision/image_header.hpp"

namespace doorward::inline vision {

namespace {

constexpr int kMaxFileSide = 16'384;
constexpr int kMaxSide = 4096;                         // Of an Image.
constexpr std::int64_t kMaxDecodedPixels = 8'000'000;  // A scaled JPEG's, before it is fitted.

std::int64_t PixelsOf(const ImageHeader& header) {
  return std::int64_t{header.width} * header.height;
}

tl::unexpected<Error> Refuse(std::string reason) {
  return Fail(ErrorCode::kInvalidArgument, std::move(reason));
}

Status CheckMeasures(const ImageHeader& header, const PictureLimits& limits) {
  const bool is_png = header.format == ImageHeader::Format::kPng;
  const std::int64_t most = is_png ? limits.max_png_pixels : limits.max_pixels;
  const bool fits = header.width > 0 && header.height > 0 && header.width <= kMaxFileSide &&
                    header.height <= kMaxFileSide && PixelsOf(header) <= most;
  if (fits) return {};
  return Refuse("the picture measures " + std::to_string(header.width) + "x" +
                std::to_string(header.height) + "; at most " + std::to_string(kMaxFileSide) +
                " pixels a side and " + std::to_string(most / 1'000'000) +
                (is_png ? " megapixels are read of a PNG: save it as JPEG, or smaller"
                        : " megapixels are read: save it smaller"));
}

Status CheckScans(const ImageHeader& header, const PictureLimits& limits) {
  const bool fits = header.held_bytes <= limits.max_held_bytes &&
                    PixelsOf(header) * header.scans <= limits.max_passed_pixels;
  if (fits) return {};
  return Refuse("the picture is a progressive JPEG of " + std::to_string(header.width) + "x" +
                std::to_string(header.height) +
                " pixels, which takes too much memory or time to read: save it smaller, or as a "
                "baseline (standard) JPEG");
}

// 1, 2, 4 or 8: what each side is divided by while the picture is decoded.
int ScaleFor(const ImageHeader& header) {
  int divisor = 1;
  if (header.format == ImageHeader::Format::kPng) return divisor;
  while (divisor < 8 && PixelsOf(header) / (divisor * divisor) > kMaxDecodedPixels) divisor *= 2;
  return divisor;
}

int FlagFor(int divisor) {
  switch (divisor) {
    case 2: return cv::IMREAD_REDUCED_COLOR_2;
    case 4: return cv::IMREAD_REDUCED_COLOR_4;
    case 8: return cv::IMREAD_REDUCED_COLOR_8;
    default: return cv::IMREAD_COLOR;
  }
}

// Three channels of eight bits whatever the file has, turned as its EXIF orientation says.
Result<cv::Mat> DecodeScaled(ByteView file, const ImageHeader& header) {
  const int divisor = ScaleFor(header);
  // OpenCV has no const view; it does not write through this one.
  const cv::Mat input(1, static_cast<int>(file.size()), CV_8UC1,
                      const_cast<std::uint8_t*>(file.data()));
  cv::Mat decoded = cv::imdecode(input, FlagFor(divisor));
  const int width = (header.width + divisor - 1) / divisor;
  const int height = (header.height + divisor - 1) / divisor;
  const bool as_announced = (decoded.cols == width && decoded.rows == height) ||
                            (decoded.cols == height && decoded.rows == width);
  if (decoded.empty() || !as_announced || !decoded.isContinuous()) {
    return Refuse("the picture could not be decoded");
  }
  return decoded;
}

// Smaller, if it has more pixels than an Image may.
cv::Mat Fitted(cv::Mat picture) {
  const double pixels = static_cast<double>(picture.cols) * picture.rows;
  const double side = std::max(picture.cols, picture.rows);
  const double scale = std::min(std::sqrt(kMaxImagePixels / pixels), kMaxSide / side);
  if (scale >= 1) return picture;
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(length * scale)); };
  cv::Mat fitted;
  cv::resize(picture, fitted, {scaled(picture.cols), scaled(picture.rows)}, 0, 0, cv::INTER_AREA);
  return fitted;
}

Result<Image> DecodeChecked(ByteView file, const ImageHeader& header) {
  DW_TRY_ASSIGN(cv::Mat decoded, DecodeScaled(file, header));
  const cv::Mat picture = Fitted(std::move(decoded));
  Image image{.width = picture.cols, .height = picture.rows, .bgr = {}};
  image.bgr.assign(picture.datastart, picture.dataend);
  return image;
}

// Whether terminals read it that decode nothing at a smaller scale, as earlier versions do.
bool IsReadEverywhere(const ImageHeader& header) {
  return std::max(header.width, header.height) <= kMaxSide && PixelsOf(header) <= kMaxImagePixels;
}

}  // namespace

Result<Image> DecodeImage(ByteView file, const PictureLimits& limits) {
  if (file.size() > limits.max_bytes) {
    return Refuse("the picture has " + std::to_string(file.size()) + " bytes; at most " +
                  std::to_string(limits.max_bytes / (1024 * 1024)) + " MiB is read");
  }
  DW_TRY_ASSIGN(const ImageHeader header, ReadImageHeader(file));
  DW_TRY(CheckMeasures(header, limits));
  DW_TRY(CheckScans(header, limits));
  try {
    if (header.format == ImageHeader::Format::kJpeg) return DecodeChecked(file, header);
    return DecodeChecked(EssentialPng(file), header);
  } catch (const std::exception&) {  // OpenCV's texts tell nothing to whoever sent the picture.
    return Refuse("the picture could not be decoded");
  }
}

Result<Bytes> PhotoForTerminal(ByteView file, std::size_t max_bytes) {
  constexpr int kQuality = 88;
  constexpr int kSmallest =
      320;  // A JPEG of that side has some hundred kilobytes at the very most.
  DW_TRY_ASSIGN(const Image image, DecodeImage(file, kOfficePictures));
  DW_TRY_ASSIGN(const ImageHeader header, ReadImageHeader(file));
  if (file.size() <= max_bytes && IsReadEverywhere(header)) return Bytes(file.begin(), file.end());
  for (int side = std::max(image.width, image.height); side >= kSmallest; side = side * 4 / 5) {
    DW_TRY_ASSIGN(Bytes jpeg, EncodeJpeg(image, side, kQuality));
    if (jpeg.size() <= max_bytes) return jpeg;
  }
  return Refuse("the picture cannot be made small enough to be sent");
}

Result<Bytes> EncodeJpeg(const Image& image, int max_side, int quality) {
  DW_CHECK(!image.empty());
  try {
    cv::Mat picture(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.bgr.data()));
    const double scale = static_cast<double>(max_side) / std::max(image.width, image.height);
    if (scale < 1.0) {
      cv::Mat smaller;
      const cv::Size size(std::max(1, cvRound(image.width * scale)),
                          std::max(1, cvRound(image.height * scale)));
      cv::resize(picture, smaller, size, 0, 0, cv::INTER_AREA);
      picture = smaller;
    }
    Bytes jpeg;
    if (cv::imencode(".jpg", picture, jpeg, {cv::IMWRITE_JPEG_QUALITY, quality})) return jpeg;
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kInternal, std::string("encoding a JPEG: ") + e.what());
  }
  return Fail(ErrorCode::kInternal, "encoding a JPEG: OpenCV refused");
}

}  // namespace doorward::inline vision
