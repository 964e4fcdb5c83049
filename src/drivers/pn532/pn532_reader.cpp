#include "doorward/drivers/pn532.hpp"

#include "doorward/core/log.hpp"
#include "doorward/core/worker.hpp"
#include "drivers/desfire/desfire_authenticator.hpp"
#include "drivers/drop_report.hpp"
#include "drivers/pn532/card_presence.hpp"
#include "drivers/pn532/pn532_link.hpp"
#include "drivers/pn532/pn532_target.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::uint8_t kGetFirmwareVersion = 0x02;
constexpr std::uint8_t kSamConfiguration = 0x14;
constexpr std::uint8_t kRfConfiguration = 0x32;
constexpr std::uint8_t kInDataExchange = 0x40;
constexpr std::uint8_t kInListPassiveTarget = 0x4A;

constexpr std::uint8_t kPn532 = 0x32;  // IC of GetFirmwareVersion.
constexpr Milliseconds kSetUpPatience{40};
constexpr Milliseconds kPollPatience{60};
constexpr Milliseconds kResetPulse{10};
constexpr int kSilentPolls = 3;  // In a row, before the module is set up anew.

// The card that the module has selected.
class Pn532Channel final : public CardChannel {
 public:
  Pn532Channel(Pn532Link& link, std::uint8_t target) : link_(link), target_(target) {}

  Result<Bytes> Transceive(ByteView apdu, Milliseconds patience) override {
    Bytes parameters = {target_};
    parameters.insert(parameters.end(), apdu.begin(), apdu.end());
    DW_TRY_ASSIGN(const Bytes answer, link_.Exchange(kInDataExchange, parameters, patience));
    if (answer.size() < 3 || answer[0] != 0) {
      return Fail(ErrorCode::kDataLoss, "the card does not answer");
    }
    return Bytes(answer.begin() + 1, answer.end());
  }

 private:
  Pn532Link& link_;
  const std::uint8_t target_;
};

class Pn532Reader final : public Reader {
 public:
  Pn532Reader(SerialPort port, std::optional<DesfireAuthenticator> authenticator,
              std::unique_ptr<OutputLine> reset, std::shared_ptr<CardPresence> presence)
      : link_(std::move(port)),
        authenticator_(std::move(authenticator)),
        reset_(std::move(reset)),
        name_("pn532 " + link_.path()),
        presence_(std::move(presence)) {}

  // Wakes the module and sets it up; with its reset line if that is what it takes.
  Status SetUp() {
    Status ready = Configure();
    if (ready || !reset_ || ready.error().code == ErrorCode::kInvalidArgument) return ready;
    LogWarning(LogPart{name_}, "does not answer; resetting it");
    DW_TRY(reset_->Set(Level::kActive));
    WaitFor(std::stop_token(), kResetPulse);
    DW_TRY(reset_->Set(Level::kInactive));
    WaitFor(std::stop_token(), kResetPulse);
    return Configure();
  }

  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) override {
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
      DW_TRY_ASSIGN(auto card, Poll());
      if (card) return *std::move(card);
      const auto left =
          std::chrono::floor<Milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left <= Milliseconds(0)) return std::nullopt;
      WaitFor(std::stop_token(), std::min(left, kPause));
    }
  }

  ReaderInputs active_inputs() const override {
    return presence_->is_there() ? ReaderInputs{ReaderInput::kCard} : ReaderInputs{};
  }

  std::string_view name() const override { return name_; }

 private:
  static constexpr Milliseconds kPause{20};

  Status Configure() {
    DW_TRY(link_.Wake());
    // Normal mode, no time limit, no interrupt line.
    DW_TRY(link_.Exchange(kSamConfiguration, Bytes{0x01, 0x14, 0x01}, kSetUpPatience));
    DW_TRY_ASSIGN(const Bytes version, link_.Exchange(kGetFirmwareVersion, {}, kSetUpPatience));
    if (version.size() != 4 || version[0] != kPn532) {
      return Fail(ErrorCode::kInvalidArgument, link_.path() + ": something else than a PN532");
    }
    // Item 5: tries for ATR_REQ and PSL_REQ; one more try to find a card, rather than for ever.
    return Done(link_.Exchange(kRfConfiguration, Bytes{0x05, 0xFF, 0x01, 0x01}, kSetUpPatience));
  }

  static Status Done(const Result<Bytes>& answer) {
    return answer ? Status() : Status(Fail(answer.error()));
  }

  Result<std::optional<ReaderEvent>> Poll() {
    auto card = Look();
    drops_.Update(link_.dropped());
    if (!card && card.error().code != ErrorCode::kUnavailable) {
      DW_TRY(NoteSilence());
      return std::nullopt;
    }
    silent_ = 0;
    return card;
  }

  // One look at the field. It is off between looks, so that a card that stays answers anew.
  Result<std::optional<ReaderEvent>> Look() {
    DW_TRY_ASSIGN(const auto target, See());
    std::optional<ReaderEvent> event;
    if (NoteComing(target)) {
      DW_TRY_ASSIGN(event, Identify(*target));
    }
    const Status off = TurnFieldOff();
    if (!off && !event) return Fail(off.error());
    return event;
  }

  Result<std::optional<Pn532Target>> See() {
    DW_TRY_ASSIGN(const Bytes answer,
                  link_.Exchange(kInListPassiveTarget, Bytes{0x01, 0x00}, kPollPatience));
    return ReadPn532Targets(answer);
  }

  bool NoteComing(const std::optional<Pn532Target>& target) {
    return presence_->Comes(target ? std::optional(PresenceOf(target->uid)) : std::nullopt);
  }

  Status TurnFieldOff() {
    return Done(link_.Exchange(kRfConfiguration, Bytes{0x01, 0x00}, kSetUpPatience));
  }

  // A random UID (ISO 14443-3: 4 bytes, the first is 08) is another one at each look.
  static Bytes PresenceOf(const Bytes& uid) {
    return uid.size() == 4 && uid[0] == 0x08 ? Bytes{0x08} : uid;
  }

  Result<CardRead> Identify(const Pn532Target& target) {
    constexpr CardNumberKind kKind = CardNumberKind::kUid;
    if (!authenticator_) return CardRead{.uid = target.uid, .kind = kKind};
    CardRead failed{.uid = target.uid, .proof = CardProof::kFailed, .kind = kKind};
    if (!target.takes_commands) return failed;
    Pn532Channel channel(link_, target.number);
    auto card = authenticator_->Identify(channel, target.uid);
    if (card || card.error().code == ErrorCode::kUnavailable) return card;
    return failed;
  }

  Status NoteSilence() {
    if (++silent_ < kSilentPolls) return {};
    silent_ = 0;
    const Status ready = SetUp();
    if (ready) return {};
    return Fail(ErrorCode::kUnavailable, ready.error().message);
  }

  Pn532Link link_;
  const std::optional<DesfireAuthenticator> authenticator_;
  const std::unique_ptr<OutputLine> reset_;
  const std::string name_;
  DropReport drops_{name_};
  const std::shared_ptr<CardPresence> presence_;
  int silent_ = 0;
};

}  // namespace

Pn532Fields::Pn532Fields() = default;
Pn532Fields::~Pn532Fields() = default;

std::shared_ptr<CardPresence> Pn532Fields::Of(const std::string& port) {
  const MutexLock lock(mutex_);
  auto& presence = presences_[port];
  if (presence == nullptr) presence = std::make_shared<CardPresence>();
  return presence;
}

Result<std::unique_ptr<Reader>> OpenPn532(const Pn532Config& config,
                                          std::unique_ptr<OutputLine> reset, Pn532Fields& fields) {
  DW_TRY_ASSIGN(SerialPort port, SerialPort::Open(config.serial));
  std::optional<DesfireAuthenticator> authenticator;
  if (config.desfire) {
    DW_TRY_ASSIGN(authenticator, DesfireAuthenticator::Make(*config.desfire));
  }
  auto reader = std::make_unique<Pn532Reader>(std::move(port), std::move(authenticator),
                                              std::move(reset), fields.Of(config.serial.port));
  if (const Status ready = reader->SetUp(); !ready) {
    return Fail(ErrorCode::kUnavailable, ready.error().message);
  }
  return reader;
}

}  // namespace doorward::inline drivers
