#include "vision/sharpness.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace doorward::sharpness_test {

Image Plain(int side, std::uint8_t grey) {
  const auto bytes = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
  return {.width = side, .height = side, .bgr = Bytes(bytes, grey)};
}

Image Checkers(int side, int square) {
  Image image = Plain(side, 0);
  for (int i = 0; i < side * side; ++i) {
    const bool light = (i % side / square + i / side / square) % 2 == 0;
    for (std::size_t c = 0; c < 3; ++c)
      image.bgr[static_cast<std::size_t>(i) * 3 + c] = light ? 255 : 0;
  }
  return image;
}

Image Blurred(Image image, int kernel) {
  cv::Mat view(image.height, image.width, CV_8UC3, image.bgr.data());
  cv::GaussianBlur(view.clone(), view, cv::Size(kernel, kernel), 0);
  return image;
}

TEST(Sharpness, APlainSurfaceHasNone) {
  EXPECT_NEAR(Sharpness(Plain(150, 0)), 0, 1e-9);
  EXPECT_NEAR(Sharpness(Plain(150, 200)), 0, 1e-9);
  EXPECT_NEAR(Sharpness(Plain(3, 255)), 0, 1e-9);
}

TEST(Sharpness, FallsAsAPictureIsBlurred) {
  const Image sharp = Checkers(150, 10);
  const double original = Sharpness(sharp);
  const double soft = Sharpness(Blurred(sharp, 5));
  const double softer = Sharpness(Blurred(sharp, 31));
  EXPECT_GT(original, 10 * soft);
  EXPECT_GT(soft, 10 * softer);
  EXPECT_LT(softer, 20);  // What enrolment calls blurred.
}

// The same number as OpenCV's own filter, but for its rounding to whole grey levels.
TEST(Sharpness, IsTheVarianceOfTheLaplacian) {
  const Image image = Blurred(Checkers(150, 10), 3);
  const cv::Mat view(image.height, image.width, CV_8UC3,
                     const_cast<std::uint8_t*>(image.bgr.data()));
  cv::Mat grey;
  cv::Mat laplacian;
  cv::cvtColor(view, grey, cv::COLOR_BGR2GRAY);
  cv::Laplacian(grey, laplacian, CV_64F, 1);
  const cv::Mat inside = laplacian(cv::Rect(1, 1, image.width - 2, image.height - 2));
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(inside, mean, deviation);
  const double variance = deviation[0] * deviation[0];
  EXPECT_NEAR(Sharpness(image), variance, variance * 0.01);
}

}  // namespace doorward::sharpness_test
