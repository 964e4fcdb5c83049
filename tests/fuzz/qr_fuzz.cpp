// A QR code from outside. The first byte chooses how the input is shown: as pixels, or as the text
// of a code, which must come back as it was.

#define ZX_USE_UTF8 1

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <cstdlib>
#include <exception>
#include <string>

#include "doorward/vision/qr_decoder.hpp"

namespace {

using doorward::ByteView;
using doorward::Image;

Image Grey(int width, int height) {
  Image image{.width = width, .height = height, .bgr = {}};
  image.bgr.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 255);
  return image;
}

void SetPixel(Image& image, int x, int y, std::uint8_t grey) {
  const std::size_t at = static_cast<std::size_t>(y * image.width + x) * 3;
  for (std::size_t channel = 0; channel < 3; ++channel) image.bgr[at + channel] = grey;
}

void ShowPixels(ByteView pixels) {
  constexpr int kSide = 64;
  Image image = Grey(kSide, kSide);
  for (std::size_t i = 0; i < pixels.size() && i < kSide * kSide; ++i) {
    SetPixel(image, static_cast<int>(i) % kSide, static_cast<int>(i) / kSide, pixels[i]);
  }
  static_cast<void>(doorward::DecodeQr(image));
}

void ShowText(ByteView text) {
  const std::wstring wide(text.begin(), text.end());
  ZXing::BitMatrix code;
  try {
    code = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode).setMargin(4).encode(wide, 0, 0);
  } catch (const std::exception&) {
    return;  // Empty, or more than fits into a code.
  }
  Image image = Grey(code.width() * 4, code.height() * 4);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      if (code.get(x / 4, y / 4)) SetPixel(image, x, y, 0);
    }
  }
  const auto texts = doorward::DecodeQr(image);
  if (texts.size() != 1 || texts.front() != doorward::AsText(text)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView rest(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    ShowPixels(rest);
  } else {
    ShowText(rest);
  }
  return 0;
}
