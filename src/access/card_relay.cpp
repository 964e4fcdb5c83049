#include "doorward/access/card_relay.hpp"

#include "access/device_loop.hpp"

namespace doorward {

CardRelay::CardRelay(DoorId door, RelayedCards which, OpenDevice<CardOutput> open, Health& health,
                     const Clock& clock)
    : door_(std::move(door)),
      which_(which),
      name_("wiegand:" + door_.str()),
      clock_(clock),
      worker_(name_, [this, open = std::move(open), &health](const std::stop_token& stop) {
        KeepServing<CardOutput>(stop, {ReaderId(name_), health, clock_}, open,
                                [this](CardOutput& output) { return SendNext(output); });
      }) {}

void CardRelay::OnAttempt(const Record& record) {
  if (record.door != door_ || record.credential_type != CredentialType::kCard) return;
  if (which_ == RelayedCards::kGranted && !record.granted) return;
  auto uid = FromHex(record.credential_value);
  if (!uid) return;
  if (!queue_.TryPush({.uid = *std::move(uid), .at = clock_.SteadyNow()})) {
    LogWarning("{}: a card was not told: too many at once", name_);
  }
}

Result<bool> CardRelay::SendNext(CardOutput& output) {
  const auto shown = queue_.PopUntil(std::chrono::steady_clock::now() + kDevicePatience);
  if (!shown || clock_.SteadyNow() - shown->at > kMaxAge) return true;
  const Status sent = output.Send(shown->uid);
  if (sent) return true;
  if (sent.error().code != ErrorCode::kInvalidArgument) return Fail(sent.error());
  if (unfit_++ == 0) LogWarning("{}: a card was not told: {}", name_, sent.error().message);
  return true;
}

}  // namespace doorward
