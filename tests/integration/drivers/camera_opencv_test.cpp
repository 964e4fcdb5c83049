#include "doorward/drivers/camera_opencv.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>
#include <thread>

#include "fakes/temp_dir.hpp"

namespace doorward {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr Milliseconds kLong = 60s;

cv::Mat Grey(int level, int width, int height) {
  return cv::Mat(height, width, CV_8UC3, cv::Scalar(level, level, level));
}

void WritePicture(const std::filesystem::path& path, const cv::Mat& picture) {
  ASSERT_TRUE(cv::imwrite(path, picture));
}

// Frames of the levels 0, 50, 100, …
void WriteVideo(const std::filesystem::path& path, int frames) {
  cv::VideoWriter video(path, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 25, {160, 120});
  ASSERT_TRUE(video.isOpened());
  for (int i = 0; i < frames; ++i) video.write(Grey(i * 50, 160, 120));
}

std::unique_ptr<Camera> Open(const CameraConfig& config) {
  auto camera = OpenCamera(config);
  EXPECT_TRUE(camera) << camera.error().message;
  return camera ? std::move(*camera) : nullptr;
}

// The error of a source that fails at once or, on a busy machine, at its first frame.
ErrorCode CodeOfFailure(const CameraConfig& config) {
  auto camera = OpenCamera(config);
  if (!camera) return camera.error().code;
  const auto frame = (*camera)->NextFrame(kLong);
  return frame ? ErrorCode::kInternal : frame.error().code;
}

Frame Next(Camera& camera) {
  auto frame = camera.NextFrame(kLong);
  EXPECT_TRUE(frame) << frame.error().message;
  if (!frame) return {};
  EXPECT_TRUE(*frame) << "no frame in time";
  return frame->value_or(Frame());
}

// Takes `count` frames. Their numbers tell which pictures they must show, also if some were missed:
// `levels` in turn.
void ExpectFramesOf(Camera& camera, int count, const std::vector<int>& levels) {
  Frame last;
  for (int i = 0; i < count; ++i) {
    const Frame frame = Next(camera);
    ASSERT_FALSE(frame.image.empty());
    EXPECT_GT(frame.number, last.number);
    EXPECT_GT(frame.captured_at, last.captured_at);
    EXPECT_NEAR(frame.image.bgr[0], levels[(frame.number - 1) % levels.size()], 6);
    last = frame;
  }
}

class CameraTest : public testing::Test {
 protected:
  const TempDir folder_;
};

TEST_F(CameraTest, AFolderIsPlayedInOrderOfNameAgainAndAgain) {
  WritePicture(folder_ / "c.png", Grey(200, 8, 8));
  WritePicture(folder_ / "a.jpg", Grey(10, 8, 8));
  WritePicture(folder_ / "b.png", Grey(100, 8, 8));
  const auto camera = Open({.source = folder_.str(), .image_interval = 1ms});
  EXPECT_EQ(camera->name(), "camera " + folder_.str());
  ExpectFramesOf(*camera, 8, {10, 100, 200});
}

TEST_F(CameraTest, APictureStaysForItsIntervalAsNewFrames) {
  WritePicture(folder_ / "a.png", Grey(10, 8, 8));
  WritePicture(folder_ / "b.png", Grey(100, 8, 8));
  const auto camera = Open({.source = folder_.str(), .image_interval = 1h});
  ExpectFramesOf(*camera, 5, {10});
}

TEST_F(CameraTest, WithoutRepeatAFolderEnds) {
  WritePicture(folder_ / "a.png", Grey(10, 8, 8));
  const auto camera = Open({.source = folder_.str(), .image_interval = 1ms, .repeat = false});
  EXPECT_EQ(Next(*camera).number, 1U);
  EXPECT_EQ(camera->NextFrame(300ms).value(), std::nullopt);
}

TEST_F(CameraTest, WhatIsNoPictureIsLeftOut) {
  WritePicture(folder_ / "b.png", Grey(10, 8, 8));
  WritePicture(folder_ / "h.jpg", Grey(100, 8, 8));
  WritePicture(folder_ / "a.bmp", Grey(200, 8, 8));
  std::ofstream(folder_ / "0.jpg") << "no picture";
  std::ofstream(folder_ / "c.png");
  std::ofstream(folder_ / "d.jpg") << "\xff\xd8\xff\xe0";
  std::ofstream(folder_ / "e.png") << std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)
                                   << "\x7f\xff\xff\xff\x7f\xff\xff\xff";  // A bomb.
  std::filesystem::create_directory(folder_ / "f.png");
  std::filesystem::create_symlink("nowhere", folder_ / "g.png");
  const auto camera = Open({.source = folder_.str(), .image_interval = 1ms});
  ExpectFramesOf(*camera, 5, {10, 100});
}

TEST_F(CameraTest, AFolderOfNothingIsUnavailable) {
  EXPECT_EQ(CodeOfFailure({.source = folder_.str()}), ErrorCode::kUnavailable);
  std::ofstream(folder_ / "a.jpg") << "\xff\xd8\xff";
  EXPECT_EQ(CodeOfFailure({.source = folder_.str()}), ErrorCode::kUnavailable);
}

TEST_F(CameraTest, AFolderThatLosesItsPicturesIsUnavailableForGood) {
  WritePicture(folder_ / "a.png", Grey(10, 8, 8));
  const auto camera = Open({.source = folder_.str(), .image_interval = 1ms});
  std::filesystem::remove(folder_ / "a.png");
  auto frame = camera->NextFrame(kLong);
  while (frame) frame = camera->NextFrame(kLong);
  EXPECT_EQ(frame.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(camera->NextFrame(kLong).error().code, ErrorCode::kUnavailable);
}

// A picture with a red corner at the top left, as a camera that hangs otherwise gives it.
TEST_F(CameraTest, FramesAreTurnedAndMirroredAsTheCameraHangs) {
  cv::Mat picture = Grey(0, 160, 120);
  picture(cv::Rect(0, 0, 40, 30)) = cv::Scalar(0, 0, 255);
  WritePicture(folder_ / "a.png", picture);
  const struct {
    int rotate_deg;
    bool mirror, right, bottom;  // Where the corner comes to lie.
  } cases[] = {{0, false, false, false},  {90, false, true, false}, {180, false, true, true},
               {270, false, false, true}, {0, true, true, false},   {90, true, false, false},
               {180, true, false, true},  {270, true, true, true}};
  for (const auto& [rotate_deg, mirror, right, bottom] : cases) {
    SCOPED_TRACE(std::to_string(rotate_deg) + (mirror ? " mirrored" : ""));
    const auto camera = Open({.source = folder_.str(), .rotate_deg = rotate_deg, .mirror = mirror});
    const Image image = Next(*camera).image;
    const bool on_its_side = rotate_deg % 180 != 0;
    EXPECT_EQ(image.width, on_its_side ? 120 : 160);
    EXPECT_EQ(image.height, on_its_side ? 160 : 120);
    const int x = right ? image.width - 5 : 5;
    const int y = bottom ? image.height - 5 : 5;
    EXPECT_EQ(image.bgr.at(static_cast<std::size_t>((y * image.width + x) * 3 + 2)), 255);
  }
}

TEST_F(CameraTest, AVideoIsTurnedToo) {
  WriteVideo(folder_ / "walk.avi", 3);
  const auto camera = Open({.source = folder_ / "walk.avi", .rotate_deg = 90});
  const Image image = Next(*camera).image;
  EXPECT_EQ(image.width, 120);
  EXPECT_EQ(image.height, 160);
}

TEST_F(CameraTest, ScalesDownToFitAndNeverUp) {
  const struct {
    int width, height;  // Of the picture.
    int expected_width, expected_height;
  } cases[] = {{1280, 960, 640, 480}, {1280, 480, 640, 240}, {100, 4800, 10, 480},
               {640, 480, 640, 480},  {641, 480, 640, 479},  {20, 10, 20, 10},
               {500, 300, 500, 300},  {9000, 1, 640, 1}};
  for (const auto& one : cases) {
    SCOPED_TRACE(testing::Message() << one.width << "x" << one.height);
    const TempDir folder;
    WritePicture(folder / "a.png", Grey(10, one.width, one.height));
    const Image image = Next(*Open({.source = folder.str()})).image;
    EXPECT_EQ(image.width, one.expected_width);
    EXPECT_EQ(image.height, one.expected_height);
    EXPECT_EQ(image.bgr.size(), static_cast<std::size_t>(image.width * image.height * 3));
  }
}

TEST_F(CameraTest, ColoursAreBlueGreenRed) {
  WritePicture(folder_ / "a.png", cv::Mat(4, 4, CV_8UC3, cv::Scalar(10, 20, 30)));
  const Frame frame = Next(*Open({.source = folder_.str()}));
  EXPECT_EQ(Bytes(frame.image.bgr.begin(), frame.image.bgr.begin() + 3), (Bytes{10, 20, 30}));
}

TEST_F(CameraTest, AVideoFileIsPlayedAgainAndAgain) {
  WriteVideo(folder_ / "walk.avi", 5);
  const auto camera = Open({.source = folder_ / "walk.avi"});
  ExpectFramesOf(*camera, 12, {0, 50, 100, 150, 200});
}

TEST_F(CameraTest, WithoutRepeatAVideoFileEnds) {
  WriteVideo(folder_ / "walk.avi", 2);
  const auto camera = Open({.source = folder_ / "walk.avi", .repeat = false});
  std::uint64_t last = 0;
  while (last < 2) last = Next(*camera).number;
  EXPECT_EQ(camera->NextFrame(300ms).value(), std::nullopt);
}

TEST_F(CameraTest, TellsWhyItCannotOpen) {
  std::ofstream(folder_ / "text.avi") << "no video";
  EXPECT_EQ(CodeOfFailure({.source = folder_ / "none"}), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOfFailure({.source = folder_ / "text.avi"}), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOfFailure({.source = "/dev/null"}), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOfFailure({.source = "rtsp://127.0.0.1:1/"}), ErrorCode::kUnavailable);
  for (const auto& [width, height] :
       {std::pair(0, 480), std::pair(640, -1), std::pair(4097, 10), std::pair(4096, 4096)}) {
    EXPECT_EQ(CodeOfFailure({.source = folder_.str(), .width = width, .height = height}),
              ErrorCode::kInvalidArgument);
  }
}

TEST_F(CameraTest, AStreamsPasswordIsNotShown) {
  const CameraConfig config{.source = "rtsp://admin:secret@127.0.0.1:1/?password=secret"};
  auto camera = OpenCamera(config);
  if (camera) {
    EXPECT_EQ((*camera)->name(), "camera rtsp://…");
  } else {
    EXPECT_THAT(camera.error().message, Not(HasSubstr("secret")));
  }
}

// Opening a pipe that nobody writes to blocks for good, as a hung camera does.
TEST_F(CameraTest, ACameraThatHangsHoldsUpNobody) {
  const std::string pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  {
    const auto camera = Open({.source = pipe});
    EXPECT_EQ(camera->NextFrame(1ms).value(), std::nullopt);
  }
  // Writers come and go until the thread that was left behind has seen an end and is gone.
  const auto deadline = std::chrono::steady_clock::now() + kLong;
  int writer = 0;
  while (writer >= 0 && std::chrono::steady_clock::now() < deadline) {
    writer = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (writer >= 0) ::close(writer);
    std::this_thread::yield();
  }
  EXPECT_EQ(writer, -1);
}

}  // namespace
}  // namespace doorward
