// A mark as pages of a module's notepad: one of its bytes, and one that says how many and proves them. A
// notepad that was written in part, or by somebody else, holds no mark. Pure.

#pragma once

#include <array>

#include "doorward/core/bytes.hpp"
#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::inline drivers {

using ZfmPage = std::array<std::uint8_t, zfm::kNotepadPage>;

struct ZfmMarkPages {
  ZfmPage bytes{};
  ZfmPage proof{};
};

ZfmMarkPages EncodeZfmMark(ByteView mark);  // REQUIRES: at most one page.

// Empty if there is none.
Bytes DecodeZfmMark(const ZfmMarkPages& pages);

}  // namespace doorward::inline drivers
