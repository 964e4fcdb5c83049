#include "doorward/vision/image_codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <string>

#include "unit/vision/image_files.hpp"
#include "vision/image_header.hpp"

namespace doorward {
namespace {

// The refusal's text; empty if the file was read after all.
std::string Refusal(ByteView file) {
  const auto image = DecodeImage(file);
  if (image) return "";
  EXPECT_EQ(image.error().code, ErrorCode::kInvalidArgument);
  return image.error().message;
}

std::string Refusal(std::string_view file) { return Refusal(AsBytes(file)); }

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Bytes PngOf(const cv::Mat& picture) {
  Bytes file;
  cv::imencode(".png", picture, file);
  return file;
}

TEST(ImageCodec, ReadsJpegAndPng) {
  for (const Bytes& file : {JpegOf(Plain(40, 30)), PngOf(Plain(40, 30)),
                            JpegOf(Plain(40, 30), {cv::IMWRITE_JPEG_PROGRESSIVE, 1}),
                            JpegOf(Plain(40, 30), {cv::IMWRITE_JPEG_RST_INTERVAL, 1})}) {
    const auto image = DecodeImage(file);
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, 40);
    EXPECT_EQ(image->height, 30);
    ASSERT_EQ(image->bgr.size(), 40U * 30U * 3U);
    EXPECT_NEAR(image->bgr[0], 60, 3);
    EXPECT_NEAR(image->bgr[1], 120, 3);
    EXPECT_NEAR(image->bgr[2], 180, 3);
  }
}

TEST(ImageCodec, GivesThreeChannelsOfEightBitsWhateverTheFileHas) {
  for (const int type : {CV_8UC1, CV_8UC4, CV_16UC1, CV_16UC3}) {
    const auto image = DecodeImage(PngOf(cv::Mat(5, 7, type, cv::Scalar::all(9))));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->bgr.size(), 5U * 7U * 3U);
  }
}

TEST(ImageCodec, RefusesEverythingElseByItsFirstBytes) {
  for (const std::string_view file :
       {std::string_view("P6 1 1"), std::string_view("\xFF\xD8"), std::string_view("\x89PNG\r\n"),
        std::string_view("a"), std::string_view("#?RADIANCE\n"), std::string_view("\0\0\0\x18", 4),
        std::string_view("\0\0\0\x18"
                         "ftyp",
                         8),
        std::string_view("RIFF\x24\0\0\0WEB", 11)}) {
    EXPECT_EQ(Refusal(file), "the picture is neither a JPEG nor a PNG") << file;
  }
  EXPECT_EQ(Refusal(std::string_view()), "the picture is empty: 0 bytes");
}

std::string Media(std::string_view brands) {
  return std::string(
             "\0\0\0\x1C"
             "ftyp",
             8) +
         std::string(brands) + std::string(16, '\0');
}

// Whatever the file is called: an iPhone's photo that somebody named photo.jpg is HEIC all the same.
TEST(ImageCodec, NamesWhatElsePeopleTakeForAPhoto) {
  const std::pair<std::string, std::string_view> kinds[] = {
      {Media("heic"), "HEIC"},
      {Media(std::string_view("mif1\0\0\0\0mif1heic", 16)), "HEIC"},
      {Media("avif"), "AVIF"},
      {Media(std::string_view("mif1\0\0\0\0mif1avif", 16)), "AVIF"},
      {Media("crx "), "raw"},
      {Media("isom"), "video"},
      {std::string("RIFF\x24\0\0\0WEBPVP8 ", 16), "WebP"},
      {"GIF89a\1\0\1\0\0\0\0;", "GIF"},
      {std::string("II*\0\x08\0\0\0", 8), "TIFF"},
      {std::string("MM\0*\0\0\0\x08", 8), "TIFF"},
      {"BM6\0\0\0", "BMP"},
      {"%PDF-1.4", "PDF"},
      {"\xFF\x0A\xFA", "JPEG XL"},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"}};
  for (const auto& [file, name] : kinds) {
    SCOPED_TRACE(std::string(name));
    EXPECT_TRUE(Contains(Refusal(file), name)) << Refusal(file);
    EXPECT_TRUE(Contains(Refusal(file), "only JPEG and PNG are read"));
  }
  EXPECT_TRUE(Contains(Refusal(Media("heic")), "heif-convert"));
}

TEST(ImageCodec, RefusesMoreThanAMebibyteUnread) {
  Bytes file = JpegOf(Plain(8, 8));
  file.resize(kMaxImageBytes);  // What follows the end marker is nobody's business.
  EXPECT_EQ(Refusal(file), "");
  file.push_back(0);
  EXPECT_TRUE(Contains(Refusal(file), "1048577 bytes; at most 1 MiB"));
}

TEST(ImageCodec, RefusesDimensionsFromTheHeader) {
  const Bytes jpeg = JpegOf(Plain(8, 8));
  const std::vector<std::pair<int, int>> bombs{{60000, 60000}, {65535, 1},   {1, 65535}, {16385, 8},
                                               {8, 16385},     {5001, 5000}, {0, 8},     {8, 0}};
  for (const auto& [width, height] : bombs) {
    SCOPED_TRACE(std::to_string(width) + "x" + std::to_string(height));
    EXPECT_TRUE(Contains(Refusal(WithJpegSize(jpeg, width, height)), "the picture measures"));
    EXPECT_TRUE(Contains(
        Refusal(GreyPng(static_cast<std::size_t>(width), static_cast<std::size_t>(height), 1)),
        "the picture measures"));
  }
  EXPECT_FALSE(Refusal(GreyPng(0xFFFFFFFF, 0xFFFFFFFF, 1)).empty());
  EXPECT_EQ(Refusal(GreyPng(2000, 2000, 2000 * 2001)), "");
  EXPECT_EQ(Refusal(GreyPng(4096, 900, 900 * 4097)), "");
  EXPECT_TRUE(Contains(Refusal(GreyPng(4001, 2000, 1)), "8 megapixels are read of a PNG"));
}

// 24 megapixels at a terminal, 64 in an office; what comes out is no larger than any other Image.
TEST(ImageCodec, ReadsALargeJpegAtASmallerScale) {
  const struct {
    int width, height;
    const PictureLimits& limits;
  } cases[] = {{6000, 4000, kTerminalPictures}, {4000, 3000, kTerminalPictures},
               {2001, 2000, kTerminalPictures}, {16384, 1000, kTerminalPictures},
               {4501, 3333, kTerminalPictures}, {9248, 6936, kOfficePictures}};
  for (const auto& [width, height, limits] : cases) {
    SCOPED_TRACE(std::to_string(width) + "x" + std::to_string(height));
    const auto image = DecodeImage(WithJpegSize(JpegOf(Plain(8, 8)), width, height), limits);
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_LE(std::max(image->width, image->height), 4096);
    EXPECT_LE(image->width * image->height, kMaxImagePixels);
    EXPECT_NEAR(static_cast<double>(image->width) / image->height,
                static_cast<double>(width) / height, 0.02 * width / height);
  }
  const Bytes large = WithJpegSize(JpegOf(Plain(8, 8)), 9248, 6936);
  EXPECT_TRUE(Contains(Refusal(large), "at most 16384 pixels a side and 25 megapixels"));
}

// The coefficients of a progressive picture lie in memory at any scale.
TEST(ImageCodec, BoundsWhatAProgressiveJpegCosts) {
  const Bytes progressive = JpegOf(Plain(64, 64), {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  EXPECT_EQ(Refusal(WithJpegSize(progressive, 4000, 3000)), "");
  const auto header = ReadJpegHeader(WithJpegSize(progressive, 4000, 3000));
  ASSERT_TRUE(header);
  EXPECT_GE(header->held_bytes, 4000LL * 3000 * 2);
  EXPECT_GT(header->scans, 1);
  EXPECT_EQ(ReadJpegHeader(JpegOf(Plain(64, 64)))->held_bytes, 0);

  PictureLimits narrow = kTerminalPictures;
  narrow.max_held_bytes = header->held_bytes - 1;
  EXPECT_TRUE(Contains(DecodeImage(WithJpegSize(progressive, 4000, 3000), narrow).error().message,
                       "progressive"));
  narrow = kTerminalPictures;
  narrow.max_passed_pixels = 4000LL * 3000 * header->scans - 1;
  EXPECT_TRUE(Contains(DecodeImage(WithJpegSize(progressive, 4000, 3000), narrow).error().message,
                       "progressive"));
}

TEST(PhotoForTerminal, IsTheFileItselfWhereAnyTerminalReadsIt) {
  const Bytes small = JpegOf(Plain(640, 480));
  EXPECT_EQ(PhotoForTerminal(small, small.size()), small);
  const Bytes png = PngOf(Plain(64, 64));
  EXPECT_EQ(PhotoForTerminal(png, 100'000), png);
}

TEST(PhotoForTerminal, IsMadeSmallerAndUprightWhereItIsNot) {
  cv::Mat noise(3000, 4000, CV_8UC3);
  cv::randu(noise, 0, 255);
  const Bytes file = WithJpegOrientation(JpegOf(noise), 6);
  ASSERT_GT(file.size(), kMaxImageBytes);
  const auto photo = PhotoForTerminal(file, 700 * 1024);
  ASSERT_TRUE(photo) << photo.error().message;
  EXPECT_LE(photo->size(), 700U * 1024);
  const auto image = DecodeImage(*photo);
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_LT(image->width, image->height);  // Turned, and not turned again.
}

TEST(PhotoForTerminal, IsRefusedForTheSameReasons) {
  const Bytes jpeg = JpegOf(Plain(64, 64));
  EXPECT_FALSE(PhotoForTerminal(ByteView(jpeg).first(jpeg.size() - 2), 700 * 1024));
  EXPECT_TRUE(
      Contains(PhotoForTerminal(AsBytes(Media("heic")), 700 * 1024).error().message, "HEIC"));
  EXPECT_TRUE(Contains(PhotoForTerminal(WithJpegSize(jpeg, 9000, 8000), 700 * 1024).error().message,
                       "65 megapixels"));
}

// A thousandfold more rows than the header announces: only the announced ones are inflated.
TEST(ImageCodec, ReadsNoMoreOfAPngThanItsHeaderSays) {
  const Bytes bomb = GreyPng(1000, 10, 20'000'000);
  ASSERT_LT(bomb.size(), kMaxImageBytes);
  const auto image = DecodeImage(bomb);
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->bgr.size(), 1000U * 10U * 3U);
}

// Text that inflates to megabytes never reaches libpng.
TEST(ImageCodec, PassesOnOnlyTheChunksThatMatter) {
  Bytes text;
  Append(text, AsBytes(std::string_view("Comment\0\0", 9)));
  Append(text, DeflatedZeros(7'000'000));
  Bytes bomb = PngOf(Plain(8, 8));
  const Bytes plain = bomb;
  for (int i = 0; i < 20; ++i) bomb = WithPngChunk(bomb, "zTXt", text);
  bomb = WithPngChunk(bomb, "iCCP", text);
  ASSERT_LT(bomb.size(), kMaxImageBytes);
  EXPECT_LE(EssentialPng(bomb).size(), plain.size());
  EXPECT_EQ(Refusal(bomb), "");
}

TEST(ImageCodec, AppliesTheOrientationOfATelephone) {
  cv::Mat picture = Plain(48, 32);
  picture(cv::Rect(0, 0, 16, 16)) = cv::Scalar(0, 0, 255);  // Red at the top left.
  // Where the first corner comes to lie, for each orientation: right? bottom? on its side?
  struct Case {
    int orientation;
    bool right, bottom, on_its_side;
  };
  for (const auto& [orientation, right, bottom, on_its_side] :
       {Case{1, false, false, false}, Case{2, true, false, false}, Case{3, true, true, false},
        Case{4, false, true, false}, Case{5, false, false, true}, Case{6, true, false, true},
        Case{7, true, true, true}, Case{8, false, true, true}}) {
    SCOPED_TRACE(orientation);
    for (const Bytes& file : {WithJpegOrientation(JpegOf(picture), orientation),
                              WithPngChunk(PngOf(picture), "eXIf", ExifOrientation(orientation))}) {
      const auto image = DecodeImage(file);
      ASSERT_TRUE(image) << image.error().message;
      EXPECT_EQ(image->width, on_its_side ? 32 : 48);
      EXPECT_EQ(image->height, on_its_side ? 48 : 32);
      const int x = right ? image->width - 4 : 4;
      const int y = bottom ? image->height - 4 : 4;
      EXPECT_GT(image->bgr[static_cast<std::size_t>((y * image->width + x) * 3 + 2)], 240);
    }
  }
}

TEST(ImageCodec, AppliesTheOrientationOfAScaledPictureOnce) {
  cv::Mat picture = Plain(4000, 3000);
  picture(cv::Rect(0, 0, 800, 800)) = cv::Scalar(0, 0, 255);  // Red at the top left.
  const auto image = DecodeImage(WithJpegOrientation(JpegOf(picture), 6));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->width, 1500);
  EXPECT_EQ(image->height, 2000);
  EXPECT_GT(image->bgr[static_cast<std::size_t>(100 * 1500 + 1400) * 3 + 2], 240);
}

TEST(ImageCodec, IgnoresOrientationsThatDoNotExist) {
  for (const int orientation : {0, 9, 255}) {
    EXPECT_EQ(Refusal(WithJpegOrientation(JpegOf(Plain(8, 8)), orientation)), "");
  }
}

// Cut anywhere, a picture is refused: half a face must not pass for a face.
TEST(ImageCodec, RefusesEveryTruncation) {
  cv::Mat noise(24, 24, CV_8UC3);
  cv::randu(noise, 0, 255);
  for (const Bytes& whole : {JpegOf(noise), JpegOf(noise, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}),
                             WithJpegOrientation(JpegOf(noise), 6), PngOf(noise)}) {
    ASSERT_EQ(Refusal(whole), "");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      ASSERT_NE(Refusal(ByteView(whole).first(size)), "") << size << " of " << whole.size();
    }
  }
}

// libjpeg passes over markers that have no segment, and would find the frame hidden behind one.
TEST(ImageCodec, RefusesAFrameThatIsHiddenFromItsOwnParser) {
  for (const int marker : {0x00, 0x01, 0xD0, 0xD7, 0xD8}) {
    Bytes hidden;
    Append(hidden, {0xFF, marker, 0, 21,   0xFF, 0xC0, 0,    17, 8, 0xEA, 0x60, 0xEA,
                    0x60, 3,      1, 0x11, 0,    2,    0x11, 1,  3, 0x11, 1});
    EXPECT_EQ(Refusal(WithAfterStart(JpegOf(Plain(8, 8)), hidden)),
              "the JPEG has a marker out of place")
        << marker;
  }
}

TEST(ImageCodec, RefusesTwoFramesAndTooManyScans) {
  const Bytes jpeg = JpegOf(Plain(8, 8));
  const std::size_t frame = FrameAt(jpeg);
  EXPECT_TRUE(
      Contains(Refusal(WithAfterStart(jpeg, ByteView(jpeg).subspan(frame, 19))), "two frames"));

  Bytes scans(jpeg.begin(), jpeg.end() - 2);
  for (int i = 0; i < 64; ++i) Append(scans, {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12});
  Append(scans, {0xFF, 0xD9});
  EXPECT_TRUE(Contains(Refusal(scans), "too many"));
}

TEST(ImageCodec, RefusesAPngWithoutPictureOrWithTwoHeaders) {
  const Bytes png = GreyPng(4, 4, 20);
  Bytes empty(png.begin(), png.begin() + 33);
  AppendChunk(empty, "IEND", {});
  EXPECT_EQ(Refusal(empty), "the PNG holds no picture");
  EXPECT_TRUE(
      Contains(Refusal(WithPngChunk(png, "IHDR", ByteView(png).subspan(16, 13))), "doubled"));
  EXPECT_NE(Refusal(GreyPng(400, 400, 3 * 401)), "");  // Three rows of four hundred.
}

RC_GTEST_PROP(ImageCodec, SurvivesAnyDamage, (unsigned seed, bool png)) {
  cv::Mat noise(16, 16, CV_8UC3, cv::Scalar(1, 2, 3));
  Bytes file = png ? PngOf(noise) : WithJpegOrientation(JpegOf(noise), 5);
  for (int i = *rc::gen::inRange(1, 8); i > 0; --i) {
    file[seed % file.size()] = *rc::gen::arbitrary<std::uint8_t>();
    seed = seed * 1664525U + 1013904223U;
  }
  const auto image = DecodeImage(file);
  if (image) {
    RC_ASSERT(image->width * image->height <= kMaxImagePixels);
    RC_ASSERT(image->bgr.size() == static_cast<std::size_t>(image->width * image->height) * 3);
  }
}

TEST(ImageCodec, EncodesWithinTheSideItIsGiven) {
  const auto sized = [](int width, int height, int max_side) {
    Image image{.width = width, .height = height, .bgr = {}};
    image.bgr.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 77);
    const auto jpeg = EncodeJpeg(image, max_side);
    EXPECT_TRUE(jpeg);
    const auto decoded = DecodeImage(*jpeg);
    EXPECT_TRUE(decoded);
    EXPECT_NEAR(decoded->bgr[0], 77, 2);
    return std::pair(decoded->width, decoded->height);
  };
  EXPECT_EQ(sized(1280, 720, 640), std::pair(640, 360));
  EXPECT_EQ(sized(720, 1280, 640), std::pair(360, 640));
  EXPECT_EQ(sized(100, 50, 640), std::pair(100, 50));  // Never enlarged.
  EXPECT_EQ(sized(2000, 1, 640), std::pair(640, 1));
}

}  // namespace
}  // namespace doorward
