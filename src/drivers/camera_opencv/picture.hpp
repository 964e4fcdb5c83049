// From OpenCV's pictures to ours.

#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "doorward/hal/frame.hpp"

namespace doorward {

// `picture` scaled down to fit into width x height, never up; nullopt unless it holds eight-bit blue,
// green and red.
std::optional<Image> FitPicture(const cv::Mat& picture, int width, int height);

// Reads a JPEG or PNG file, told by its first bytes, of at most 16 MiB and 50 megapixels, and turns it
// upright as its EXIF data say. kInvalidArgument if it is not one or is broken. May throw.
Result<cv::Mat> ReadPicture(const std::filesystem::path& path);

}  // namespace doorward
