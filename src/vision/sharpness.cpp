#include "vision/sharpness.hpp"

#include "doorward/core/check.hpp"

namespace doorward::inline vision {

namespace {

// The weights of ITU-R BT.601, which OpenCV uses too.
double Grey(const std::uint8_t* bgr) { return 0.114 * bgr[0] + 0.587 * bgr[1] + 0.299 * bgr[2]; }

}  // namespace

double Sharpness(const Image& image) {
  DW_CHECK(image.width >= 3 && image.height >= 3);
  const auto row = static_cast<std::ptrdiff_t>(image.width) * 3;
  double sum = 0;
  double sum_of_squares = 0;
  for (int y = 1; y + 1 < image.height; ++y) {
    const std::uint8_t* pixel = image.bgr.data() + y * row;
    for (int x = 1; x + 1 < image.width; ++x) {
      pixel += 3;
      const double laplacian = Grey(pixel - 3) + Grey(pixel + 3) + Grey(pixel - row) +
                               Grey(pixel + row) - 4 * Grey(pixel);
      sum += laplacian;
      sum_of_squares += laplacian * laplacian;
    }
  }
  const double count = static_cast<double>(image.width - 2) * (image.height - 2);
  return sum_of_squares / count - sum / count * (sum / count);
}

}  // namespace doorward::inline vision
