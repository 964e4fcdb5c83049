#include "drivers/wiegand/wiegand_decoder.hpp"

#include <algorithm>
#include <utility>

namespace doorward::inline drivers {

std::optional<ReaderEvent> WiegandDecoder::Take(WiegandEdge edge) {
  std::optional<ReaderEvent> ended;
  if (!edges_.empty()) {
    if (edge.at - edges_.back().at >= kGap) {
      ended = EndFrame();
    } else if (edges_.front().at - edge.at >= kGap) {
      Spoil();  // It is of a frame that was taken for ended: clocks, or queues, are not in order.
      return std::nullopt;
    }
  }
  Insert(edge);
  return ended;
}

void WiegandDecoder::Insert(WiegandEdge edge) {
  if (edges_.size() == kMaxEdges) {
    Spoil();
    // The newest stays known, so that noise without a gap is one frame.
    edges_.back().at = std::max(edges_.back().at, edge.at);
    return;
  }
  const auto place = std::ranges::upper_bound(edges_, edge.at, {}, &WiegandEdge::at);
  edges_.insert(place, edge);
}

std::optional<ReaderEvent> WiegandDecoder::EndFrame() {
  if (!in_frame()) return std::nullopt;
  std::optional<ReaderEvent> event;
  if (!spoilt_ && !Bounced()) {
    WiegandFrame frame{.count = static_cast<int>(edges_.size())};
    for (const WiegandEdge& edge : edges_) frame.bits = frame.bits << 1 | (edge.one ? 1U : 0U);
    event = ReadWiegandFrame(frame, reversed_);
  }
  if (!event) ++refused_;
  edges_.clear();
  spoilt_ = false;
  return event;
}

bool WiegandDecoder::Bounced() const {
  for (const bool line : {false, true}) {
    const WiegandEdge* last = nullptr;
    for (const WiegandEdge& edge : edges_) {
      if (edge.one != line) continue;
      if (last != nullptr && edge.at - last->at < kBounce) return true;
      last = &edge;
    }
  }
  return false;
}

}  // namespace doorward::inline drivers
