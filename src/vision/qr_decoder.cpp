#define ZX_USE_UTF8 1  // Result::text() as std::string, the form that the next ZXing keeps.

#include "doorward/vision/qr_decoder.hpp"

#include <ZXing/ReadBarcode.h>

#include <exception>
#include <opencv2/imgproc.hpp>

#include "doorward/core/log.hpp"

namespace doorward::inline vision {

namespace {

constexpr std::uint8_t kMaxCodes = 8;

cv::Mat GreyOf(const Image& image) {
  // OpenCV has no const view; nobody writes through this one.
  const cv::Mat bgr(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.bgr.data()));
  cv::Mat grey;
  cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

// What the code holds. Bytes are taken as they stand, without guessing at a character set, so that
// a code matches the same everywhere; a code that names its character set (ECI) becomes UTF-8.
std::string TextOf(const ZXing::Result& code) {
  if (code.hasECI()) return code.text();
  return std::string(AsText(ByteView(code.bytes().data(), code.bytes().size())));
}

std::vector<std::string> DecodeGrey(const cv::Mat& grey) {
  const auto hints = ZXing::DecodeHints()
                         .setFormats(ZXing::BarcodeFormat::QRCode)
                         .setTryHarder(true)
                         .setTryRotate(true)
                         .setTryDownscale(true)
                         .setMaxNumberOfSymbols(kMaxCodes);
  const ZXing::ImageView view(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum);
  std::vector<std::string> texts;
  for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints)) {
    if (code.isValid() && texts.size() < kMaxCodes) texts.push_back(TextOf(code));
  }
  return texts;
}

// ZXing 1.4 misreads the format bits of three mirrored codes in ten, and gives them up.
cv::Mat Mirrored(const cv::Mat& grey) {
  cv::Mat changed;
  cv::flip(grey, changed, 1);
  return changed;
}

// It looks for dark on light only. Telephones in dark mode show the reverse.
cv::Mat Inverted(const cv::Mat& grey) {
  cv::Mat changed;
  cv::bitwise_not(grey, changed);
  return changed;
}

// It takes what differs by less than some 24 of 256 levels for one: faded print, a dim telephone behind
// glass. The contrast of each part is stretched, and noise smoothed first, since that is stretched too.
cv::Mat Stretched(const cv::Mat& grey) {
  cv::Mat changed;
  cv::GaussianBlur(grey, changed, {5, 5}, 0);
  cv::createCLAHE(12, {8, 8})->apply(changed, changed);
  return changed;
}

// For a code out of focus: a camera without autofocus, and a code held too near.
cv::Mat Sharpened(const cv::Mat& grey) {
  cv::Mat smooth;
  cv::Mat changed;
  cv::GaussianBlur(grey, smooth, {0, 0}, 5);
  cv::addWeighted(grey, 4.0, smooth, -3.0, 0, changed);
  return changed;
}

std::vector<std::string> Search(const cv::Mat& grey, QrSearch search) {
  std::vector<std::string> texts = DecodeGrey(grey);
  if (texts.empty()) texts = DecodeGrey(Mirrored(grey));
  if (texts.empty()) texts = DecodeGrey(Inverted(grey));
  if (!texts.empty() || search == QrSearch::kQuick) return texts;
  const cv::Mat stretched = Stretched(grey);
  texts = DecodeGrey(stretched);
  if (texts.empty()) texts = DecodeGrey(Inverted(stretched));
  if (texts.empty()) texts = DecodeGrey(Sharpened(grey));
  return texts;
}

}  // namespace

std::vector<std::string> DecodeQr(const Image& image, QrSearch search) {
  if (image.empty()) return {};
  try {
    return Search(GreyOf(image), search);
  } catch (const std::exception& e) {
    LogWarning(LogPart{"qr"}, "a picture could not be searched: {}", e.what());
    return {};
  }
}

}  // namespace doorward::inline vision
