#include "drivers/wiegand/wiegand_reader.hpp"

#include <deque>

#include "doorward/drivers/wiegand.hpp"
#include "drivers/drop_report.hpp"
#include "drivers/gpio_cdev/gpio_edges.hpp"

namespace doorward::inline drivers {
namespace {

class WiegandReader final : public Reader {
 public:
  WiegandReader(std::unique_ptr<WiegandEdgeSource> source, bool reversed)
      : source_(std::move(source)), report_(std::string(source_->name())), decoder_(reversed) {}

  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) override {
    const SteadyTime deadline = Now() + patience;
    do {
      if (!events_.empty()) break;
      DW_TRY(TakeEdges(deadline));
    } while (Now() < deadline);
    if (events_.empty()) return std::optional<ReaderEvent>();
    std::optional<ReaderEvent> event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

  ReaderInputs active_inputs() const override { return pulled_; }

  std::string_view name() const override { return report_.reader(); }

 private:
  static SteadyTime Now() { return std::chrono::steady_clock::now(); }

  // Waits until `deadline` for edges, or for the end of the frame that has begun.
  Status TakeEdges(SteadyTime deadline) {
    const SteadyTime until =
        decoder_.in_frame() ? std::min(deadline, taken_at_ + WiegandDecoder::kGap) : deadline;
    const SteadyTime asked_at = Now();
    const auto patience =
        std::max(std::chrono::ceil<Milliseconds>(until - asked_at), Milliseconds(0));
    DW_TRY_ASSIGN(const WiegandEdges taken, source_->WaitForEdges(patience));
    if (taken.lost_some) decoder_.Spoil();
    for (const WiegandEdge& edge : taken.edges) Keep(decoder_.Take(edge));
    if (!taken.edges.empty() || taken.lost_some) {
      taken_at_ = Now();
      pulled_.clear();  // Pulses come: neither is held.
    } else if (asked_at >= taken_at_ + WiegandDecoder::kGap) {
      // Asked after the gap, there was nothing: a thread that was held up in between cannot take half
      // a frame for a whole one.
      Keep(decoder_.EndFrame());
      DW_TRY_ASSIGN(pulled_, source_->PulledLines());
    }
    report_.Update(decoder_.refused());
    return {};
  }

  void Keep(std::optional<ReaderEvent> event) {
    if (event) events_.push_back(*std::move(event));
  }

  const std::unique_ptr<WiegandEdgeSource> source_;
  DropReport report_;
  WiegandDecoder decoder_;
  SteadyTime taken_at_;             // When the newest edges were taken.
  std::deque<ReaderEvent> events_;  // Of one batch of edges.
  ReaderInputs pulled_;             // While no pulses come.
};

class GpioEdgeSource final : public WiegandEdgeSource {
 public:
  explicit GpioEdgeSource(GpioEdges lines)
      : lines_(std::move(lines)), name_("wiegand " + lines_.name()) {}

  Result<WiegandEdges> WaitForEdges(Milliseconds patience) override {
    DW_TRY_ASSIGN(const GpioEdges::Batch batch, lines_.Wait(patience));
    WiegandEdges taken{.edges = {}, .lost_some = batch.lost_some};
    for (const GpioEdges::Edge& edge : batch.edges) {
      taken.edges.push_back({.one = edge.line == 1, .at = edge.at});
    }
    return taken;
  }

  Result<ReaderInputs> PulledLines() override {
    ReaderInputs pulled;
    DW_TRY_ASSIGN(const bool d0, lines_.IsLow(0));
    DW_TRY_ASSIGN(const bool d1, lines_.IsLow(1));
    if (d0) pulled.insert(ReaderInput::kD0);
    if (d1) pulled.insert(ReaderInput::kD1);
    return pulled;
  }

  std::string_view name() const override { return name_; }

 private:
  GpioEdges lines_;
  const std::string name_;
};

}  // namespace

std::unique_ptr<Reader> MakeWiegandReader(std::unique_ptr<WiegandEdgeSource> source,
                                          bool reversed) {
  return std::make_unique<WiegandReader>(std::move(source), reversed);
}

Result<std::unique_ptr<Reader>> OpenWiegandReader(const WiegandConfig& config) {
  DW_TRY_ASSIGN(GpioEdges lines, GpioEdges::Request(config.d0, config.d1));
  return MakeWiegandReader(std::make_unique<GpioEdgeSource>(std::move(lines)), config.reversed);
}

}  // namespace doorward::inline drivers
