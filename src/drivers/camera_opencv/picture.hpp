// From OpenCV's pictures to ours.

#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "doorward/drivers/camera_opencv.hpp"

namespace doorward::inline drivers {

// `picture` scaled down to fit into the configured size, never up, then turned and mirrored as
// configured; nullopt unless it holds eight-bit blue, green and red.
std::optional<Image> FramePicture(const cv::Mat& picture, const CameraConfig& config);

// Reads a JPEG or PNG file, told by its first bytes, of at most 16 MiB and 50 megapixels, and turns it
// upright as its EXIF data say; a large JPEG comes at a half of its size or less. kInvalidArgument if it
// is not one or is broken. May throw.
Result<cv::Mat> ReadPicture(const std::filesystem::path& path);

}  // namespace doorward::inline drivers
