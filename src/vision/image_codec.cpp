#include "doorward/vision/image_codec.hpp"

#include <algorithm>
#include <exception>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "doorward/core/check.hpp"
#include "vision/image_header.hpp"

namespace doorward {

namespace {

constexpr int kMaxSide = 4096;

Status CheckDimensions(const ImageHeader& header) {
  const bool fits = header.width > 0 && header.height > 0 && header.width <= kMaxSide &&
                    header.height <= kMaxSide && header.width * header.height <= kMaxImagePixels;
  if (fits) return {};
  return Fail(ErrorCode::kInvalidArgument, "the picture measures " + std::to_string(header.width) +
                                               "x" + std::to_string(header.height) +
                                               "; at most 4096 pixels a side and 4 megapixels " +
                                               "are read");
}

// IMREAD_COLOR gives three channels of eight bits whatever the file has, and turns the picture as
// its EXIF orientation says.
Result<Image> DecodeChecked(ByteView file, const ImageHeader& header) {
  // OpenCV has no const view; it does not write through this one.
  const cv::Mat input(1, static_cast<int>(file.size()), CV_8UC1,
                      const_cast<std::uint8_t*>(file.data()));
  const cv::Mat decoded = cv::imdecode(input, cv::IMREAD_COLOR);
  const bool as_announced = (decoded.cols == header.width && decoded.rows == header.height) ||
                            (decoded.cols == header.height && decoded.rows == header.width);
  if (decoded.empty() || !as_announced || !decoded.isContinuous()) {
    return Fail(ErrorCode::kInvalidArgument, "the picture could not be decoded");
  }
  Image image{.width = decoded.cols, .height = decoded.rows, .bgr = {}};
  image.bgr.assign(decoded.datastart, decoded.dataend);
  return image;
}

}  // namespace

Result<Image> DecodeImage(ByteView file) {
  if (file.size() > kMaxImageBytes) {
    return Fail(ErrorCode::kInvalidArgument,
                "the picture has " + std::to_string(file.size()) + " bytes; at most 1 MiB is read");
  }
  DW_TRY_ASSIGN(const ImageHeader header, ReadImageHeader(file));
  DW_TRY(CheckDimensions(header));
  try {
    if (header.format == ImageHeader::Format::kJpeg) return DecodeChecked(file, header);
    return DecodeChecked(EssentialPng(file), header);
  } catch (const std::exception&) {  // OpenCV's texts tell nothing to whoever sent the picture.
    return Fail(ErrorCode::kInvalidArgument, "the picture could not be decoded");
  }
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

}  // namespace doorward
