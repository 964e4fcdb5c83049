// How sharp a picture of a face is.

#pragma once

#include "doorward/hal/frame.hpp"

namespace doorward::inline vision {

// The variance of the Laplacian of the grey picture: small if there are no edges. Comparable only
// between pictures of one size. REQUIRES: at least 3x3 pixels.
double Sharpness(const Image& image);

}  // namespace doorward::inline vision
