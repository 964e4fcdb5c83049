#include "doorward/readers/card_forwarder.hpp"

#include <bit>

#include "readers/device_loop.hpp"

namespace doorward::inline readers {

CardForwarder::CardForwarder(DoorId door, ForwardedCards which, OpenDevice<CardOutput> open,
                             Health& health, const Clock& clock)
    : door_(std::move(door)),
      which_(which),
      name_("wiegand:" + door_.str()),
      clock_(clock),
      worker_(
          name_,
          [this, open = std::move(open), &health](const std::stop_token& stop) {
            KeepServing<CardOutput>(stop, {ReaderId(name_), health, clock_}, open,
                                    [this](CardOutput& output) { return SendNext(output); });
          },
          Urgency::kDoor) {}

void CardForwarder::Take(const DoorId& door, std::string_view uid, bool granted) {
  if (door != door_ || (which_ == ForwardedCards::kGranted && !granted)) return;
  auto bytes = FromHex(uid);
  if (!bytes) return;
  if (!queue_.TryPush({.uid = *std::move(bytes), .at = clock_.SteadyNow()})) {
    const std::uint64_t lost = queue_.dropped();
    if (std::has_single_bit(lost)) LogWarning(LogPart{name_}, "{} cards too many at once", lost);
  }
}

Result<bool> CardForwarder::SendNext(CardOutput& output) {
  const auto shown = queue_.PopUntil(std::chrono::steady_clock::now() + kDevicePatience);
  if (!shown || clock_.SteadyNow() - shown->at > kMaxAge) return true;
  const Status sent = output.Send(shown->uid);
  if (sent) return true;
  if (sent.error().code != ErrorCode::kInvalidArgument) return Fail(sent.error());
  if (unfit_++ == 0) LogWarning(LogPart{name_}, "a card was not told: {}", sent.error().message);
  return true;
}

}  // namespace doorward::inline readers
