// QR codes in a picture, through ZXing.
//
// Thread-safety: const, any thread.

#pragma once

#include <string>
#include <vector>

#include "doorward/hal/frame.hpp"

namespace doorward::inline vision {

// Thorough also finds codes that are faint or out of focus, and takes about twice as long.
enum class QrSearch { kQuick, kThorough };

// Upright, turned, mirrored, inverted; text up to 7,089 bytes, as decoded, not checked for UTF-8 or
// content. At most 8 codes; none is not an error.
std::vector<std::string> DecodeQr(const Image& image, QrSearch search = QrSearch::kThorough);

}  // namespace doorward::inline vision
