#include "doorward/drivers/evdev.hpp"

#include <deque>

#include "drivers/drop_report.hpp"
#include "drivers/evdev/evdev_decoder.hpp"
#include "drivers/evdev/input_device.hpp"

namespace doorward::inline drivers {
namespace {

class EvdevReader final : public Reader {
 public:
  EvdevReader(InputDevice device, EvdevDecoder decoder)
      : device_(std::move(device)),
        decoder_(std::move(decoder)),
        report_("evdev " + device_.path()) {}

  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) override {
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    SteadyTime now{};
    do {
      if (!events_.empty()) break;
      now = std::chrono::steady_clock::now();
      DW_TRY(Read(std::chrono::ceil<Milliseconds>(deadline - now)));
      now = std::chrono::steady_clock::now();
    } while (now < deadline);
    if (events_.empty()) return std::optional<ReaderEvent>();
    std::optional<ReaderEvent> event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

  ReaderInputs active_inputs() const override {
    return decoder_.is_held() ? ReaderInputs{ReaderInput::kKey} : ReaderInputs{};
  }

  std::string_view name() const override { return report_.reader(); }

 private:
  Status Read(Milliseconds patience) {
    DW_TRY_ASSIGN(const auto taken, device_.Read(patience));
    const SteadyTime now = std::chrono::steady_clock::now();
    decoder_.Expire(now);
    for (const input_event& one : taken) {
      if (auto event = decoder_.Take(one, now)) events_.push_back(*std::move(event));
      if (!decoder_.lost_events()) continue;
      DW_TRY_ASSIGN(const auto held, device_.HeldKeys());
      decoder_.Resynchronise(held, now);
    }
    report_.Update(decoder_.dropped());
    return {};
  }

  InputDevice device_;
  EvdevDecoder decoder_;
  DropReport report_;
  std::deque<ReaderEvent> events_;  // Of one read.
};

}  // namespace

bool HasKeyboardLayout(const std::string& layout) { return LoadKeyLayout(layout).has_value(); }

Result<std::unique_ptr<Reader>> OpenEvdevReader(const EvdevConfig& config) {
  DW_TRY_ASSIGN(InputDevice device, InputDevice::Open(config.device));
  DW_TRY_ASSIGN(KeyLayout layout, LoadKeyLayout(config.layout));
  DW_TRY_ASSIGN(const auto held, device.HeldKeys());
  EvdevDecoder decoder(config, std::move(layout));
  decoder.Begin(held);
  return std::make_unique<EvdevReader>(std::move(device), std::move(decoder));
}

}  // namespace doorward::inline drivers
