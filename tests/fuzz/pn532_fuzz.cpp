// What a PN532's line may bring: any bytes, in two pieces. Input: the length of the first, and the bytes.

#include <algorithm>

#include "doorward/core/check.hpp"
#include "doorward/drivers/pn532.hpp"
#include "drivers/pn532/pn532_frame.hpp"
#include "drivers/pn532/pn532_target.hpp"

using namespace doorward;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  const std::size_t first = std::min<std::size_t>(data[0], bytes.size());
  Pn532FrameParser parser;
  auto frames = parser.Feed(bytes.first(first));
  for (Pn532Frame& frame : parser.Feed(bytes.subspan(first))) frames.push_back(std::move(frame));
  Pn532FrameParser whole;
  DW_CHECK(whole.Feed(bytes) == frames);  // However it was cut.
  for (const Pn532Frame& frame : frames) {
    if (frame.kind != Pn532Frame::Kind::kAnswer) continue;
    DW_CHECK(!frame.answer.empty());
    const auto target = ReadPn532Targets(ByteView(frame.answer).subspan(1));
    if (target && *target) DW_CHECK((*target)->uid.size() >= 4 && (*target)->uid.size() <= 10);
  }
  return 0;
}
