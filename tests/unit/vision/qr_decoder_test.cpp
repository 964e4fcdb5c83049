#include "doorward/vision/qr_decoder.hpp"

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <string>

namespace doorward {
namespace {

// A QR code of `bytes` as they are: Latin-1 gives each code point below 256 its own byte, and no
// character set is announced.
cv::Mat QrOf(std::string_view bytes, int modules_px = 4, int level = 1) {
  std::wstring text;
  for (const char byte : bytes) text.push_back(static_cast<unsigned char>(byte));
  const ZXing::BitMatrix code = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
                                    .setEccLevel(level)
                                    .setMargin(4)
                                    .encode(text, 0, 0);
  cv::Mat picture(code.height(), code.width(), CV_8UC3);
  for (int y = 0; y < code.height(); ++y) {
    for (int x = 0; x < code.width(); ++x) {
      picture.at<cv::Vec3b>(y, x) = cv::Vec3b::all(code.get(x, y) ? 0 : 255);
    }
  }
  cv::resize(picture, picture, {}, modules_px, modules_px, cv::INTER_NEAREST);
  return picture;
}

Image ImageOf(const cv::Mat& picture) {
  const cv::Mat whole = picture.clone();
  Image image{.width = whole.cols, .height = whole.rows, .bgr = {}};
  image.bgr.assign(whole.datastart, whole.dataend);
  return image;
}

// `code` on a grey camera frame, turned by `degrees`.
cv::Mat OnFrame(const cv::Mat& code, double degrees = 0, cv::Size size = {640, 480}) {
  cv::Mat frame(size, CV_8UC3, cv::Scalar::all(128));
  cv::Mat turn = cv::getRotationMatrix2D(
      cv::Point2f(static_cast<float>(code.cols) / 2.0F, static_cast<float>(code.rows) / 2.0F),
      degrees, 1.0);
  turn.at<double>(0, 2) += (size.width - code.cols) / 2.0;
  turn.at<double>(1, 2) += (size.height - code.rows) / 2.0;
  cv::warpAffine(code, frame, turn, size, cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
  return frame;
}

std::vector<std::string> Decode(const cv::Mat& picture) { return DecodeQr(ImageOf(picture)); }

const std::string kPass = "DWP1:visitor-4711";

TEST(QrDecoder, FindsNothingWhereNothingIs) {
  EXPECT_TRUE(DecodeQr(Image{}).empty());
  EXPECT_TRUE(Decode(cv::Mat(480, 640, CV_8UC3, cv::Scalar::all(128))).empty());
  EXPECT_TRUE(Decode(cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(0))).empty());
  EXPECT_TRUE(Decode(cv::Mat(1, 4000, CV_8UC3, cv::Scalar::all(0))).empty());
  cv::Mat noise(480, 640, CV_8UC3);
  cv::randu(noise, 0, 255);
  EXPECT_TRUE(Decode(noise).empty());
}

TEST(QrDecoder, ReadsACodeTurnedByAnyAngle) {
  for (int degrees = 0; degrees < 360; degrees += 15) {
    EXPECT_EQ(Decode(OnFrame(QrOf(kPass, 6), degrees)), std::vector{kPass}) << degrees;
  }
}

TEST(QrDecoder, ReadsQuicklyWhatIsPlain) {
  EXPECT_EQ(DecodeQr(ImageOf(OnFrame(QrOf(kPass))), QrSearch::kQuick), std::vector{kPass});
}

TEST(QrDecoder, ReadsLargeAndSmallCodes) {
  for (const int modules_px : {2, 3, 5, 8, 12}) {
    EXPECT_EQ(Decode(OnFrame(QrOf(kPass, modules_px))), std::vector{kPass}) << modules_px;
  }
  EXPECT_EQ(Decode(OnFrame(QrOf(kPass, 30), 0, {1920, 1080})), std::vector{kPass});
}

TEST(QrDecoder, ReadsMirroredAndInvertedCodes) {
  cv::Mat mirrored;
  cv::flip(QrOf(kPass), mirrored, 1);
  EXPECT_EQ(Decode(mirrored), std::vector{kPass});
  EXPECT_EQ(Decode(~QrOf(kPass)), std::vector{kPass});
}

TEST(QrDecoder, ReadsThroughBlurShadowAndDirt) {
  cv::Mat picture = OnFrame(QrOf(kPass, 8, 3), 10);
  cv::GaussianBlur(picture, picture, {5, 5}, 0);
  picture(cv::Rect(0, 0, 320, 480)) *= 0.4;
  cv::circle(picture, {300, 240}, 10, cv::Scalar::all(255), cv::FILLED);
  EXPECT_EQ(Decode(picture), std::vector{kPass});
}

// Faded print, or a dim screen behind glass: 20 levels of 256 apart.
TEST(QrDecoder, ReadsAFaintCodeIfItSearchesThoroughly) {
  cv::Mat picture = OnFrame(QrOf(kPass, 6), 10);
  picture.convertTo(picture, CV_8UC3, 20.0 / 255, 110);
  cv::Mat grain(picture.size(), CV_8UC3);
  cv::theRNG().state = 1;
  cv::randu(grain, 0, 6);
  picture += grain;
  EXPECT_EQ(Decode(picture), std::vector{kPass});
  EXPECT_EQ(Decode(~picture), std::vector{kPass});
  EXPECT_TRUE(DecodeQr(ImageOf(picture), QrSearch::kQuick).empty());
}

TEST(QrDecoder, ReadsACodeOutOfFocusIfItSearchesThoroughly) {
  cv::Mat picture = OnFrame(QrOf(kPass, 6), 5);
  cv::GaussianBlur(picture, picture, {0, 0}, 3.6);
  EXPECT_EQ(Decode(picture), std::vector{kPass});
  EXPECT_TRUE(DecodeQr(ImageOf(picture), QrSearch::kQuick).empty());
}

// What the text means, and whether it may mean it, is for others to say.
TEST(QrDecoder, HandsOnWhateverIsInTheCode) {
  for (const std::string_view text :
       {std::string_view("'; DROP TABLE people; --"), std::string_view("1 OR 1=1"),
        std::string_view("a\0b\0", 4), std::string_view("%n%n%s%x"),
        std::string_view("\r\n\x1b[2J"), std::string_view("$(reboot)"),
        std::string_view("../../etc/passwd"), std::string_view("\xE5\xBC\xA0\xE4\xB8\x89"),
        std::string_view("\xFF\xFE\xC0\x80"), std::string_view("{\"a\":{\"a\":{}}}"),
        std::string_view(" "), std::string_view("0"), std::string_view("ALPHA-NUMERIC 42"),
        std::string_view("0123456789")}) {
    EXPECT_EQ(Decode(QrOf(text)), std::vector{std::string(text)}) << testing::PrintToString(text);
  }
}

TEST(QrDecoder, ReadsTheLargestBinaryCode) {
  std::string bytes;
  for (int i = 0; i < 2953; ++i) bytes.push_back(static_cast<char>(i * 37 % 256));
  EXPECT_EQ(Decode(QrOf(bytes, 4, 1)), std::vector{bytes});
}

TEST(QrDecoder, ReadsTheLongestTextThereIs) {
  std::string digits;
  for (int i = 0; i < 7089; ++i) digits.push_back(static_cast<char>('0' + i * 7 % 10));
  EXPECT_EQ(Decode(QrOf(digits, 4, 1)), std::vector{digits});
}

// A code that names its character set means characters, not bytes.
TEST(QrDecoder, TranslatesACodeThatNamesItsCharacterSet) {
  const ZXing::BitMatrix code = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
                                    .setEncoding(ZXing::CharacterSet::GB18030)
                                    .setMargin(4)
                                    .encode(L"\u5f20\u4e09", 200, 200);
  cv::Mat picture(code.height(), code.width(), CV_8UC3);
  for (int y = 0; y < code.height(); ++y) {
    for (int x = 0; x < code.width(); ++x) {
      picture.at<cv::Vec3b>(y, x) = cv::Vec3b::all(code.get(x, y) ? 0 : 255);
    }
  }
  EXPECT_EQ(Decode(picture), std::vector<std::string>{"\xE5\xBC\xA0\xE4\xB8\x89"});
}

TEST(QrDecoder, ReadsSeveralCodesButAtMostEight) {
  cv::Mat wall(1000, 2000, CV_8UC3, cv::Scalar::all(255));
  for (int i = 0; i < 10; ++i) {
    const cv::Mat code = QrOf("code " + std::to_string(i));
    code.copyTo(
        wall(cv::Rect(i % 5 * 390 + i * 9, i / 5 * 500 + i % 3 * 60, code.cols, code.rows)));
  }
  EXPECT_EQ(Decode(wall).size(), 8U);
  EXPECT_EQ(Decode(wall(cv::Rect(0, 0, 600, 400))).size(), 2U);
}

TEST(QrDecoder, ReadsNoOtherKindOfCode) {
  const ZXing::BitMatrix code =
      ZXing::MultiFormatWriter(ZXing::BarcodeFormat::DataMatrix).encode(L"data matrix", 200, 200);
  cv::Mat picture(code.height() + 80, code.width() + 80, CV_8UC3, cv::Scalar::all(255));
  for (int y = 0; y < code.height(); ++y) {
    for (int x = 0; x < code.width(); ++x) {
      if (code.get(x, y)) picture.at<cv::Vec3b>(y + 40, x + 40) = cv::Vec3b::all(0);
    }
  }
  EXPECT_TRUE(Decode(picture).empty());
}

}  // namespace
}  // namespace doorward
