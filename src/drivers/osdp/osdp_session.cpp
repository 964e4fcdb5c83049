#include "drivers/osdp/osdp_session.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <thread>

#include "doorward/core/check.hpp"
#include "drivers/osdp/osdp_codes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr int kMaxTries = 3;
constexpr int kMaxBusy = 40;
constexpr Milliseconds kBusyPause{50};

OsdpChallenge NewChallenge() {
  OsdpChallenge challenge{};
  DW_CHECK(RAND_bytes(challenge.data(), static_cast<int>(challenge.size())) == 1);
  return challenge;
}

Bytes Body(std::uint8_t code, ByteView data) {
  Bytes body(1 + data.size());
  body[0] = code;
  std::ranges::copy(data, body.begin() + 1);
  return body;
}

tl::unexpected<Error> WrongKey(const std::string& why) {
  return Fail(ErrorCode::kPermissionDenied, why);
}

tl::unexpected<Error> Downgrade(const std::string& why) {
  return Fail(ErrorCode::kUnsupported, why);
}

}  // namespace

std::string NakText(ByteView reply) {
  static constexpr std::array<const char*, 10> kReasons = {"no reason",
                                                           "wrong check sum",
                                                           "wrong length",
                                                           "unknown command",
                                                           "wrong sequence number",
                                                           "no such security block",
                                                           "the security conditions are not met",
                                                           "no such kind of biometry",
                                                           "no such format of biometry",
                                                           "it cannot do that"};
  const std::size_t reason = reply.size() > 1 ? reply[1] : 0;
  return "NAK " + std::to_string(reason) + ": " +
         (reason < kReasons.size() ? kReasons[reason] : "a reason of its maker's");
}

Result<OsdpSession> OsdpSession::Open(std::shared_ptr<OsdpBus> bus, std::uint8_t address,
                                      const OsdpKey& key, KeyKind kind) {
  OsdpSession session(std::move(bus), address);
  // Who it says it is, is not believed; that it says so shows that there is a reader. It is not asked
  // twice: a dead reader must not hold up its neighbours.
  session.BeginInClear({}, std::array<std::uint8_t, 2>{osdp::kId, 0});
  session.tries_ = kMaxTries - 1;
  Result<std::optional<Bytes>> greeted = session.Send();
  if (!greeted) return Fail(std::move(greeted).error());
  session.waiting_.clear();
  DW_TRY(session.OpenChannel(key, kind));
  return session;
}

Status OsdpSession::OpenChannel(const OsdpKey& key, KeyKind kind) {
  const auto kind_byte = static_cast<std::uint8_t>(kind);
  const OsdpChallenge challenge = NewChallenge();
  SecureChannel channel(key, challenge);
  DW_TRY_ASSIGN(const Bytes proof,
                ExchangeInClear(std::array{osdp::kScs11, kind_byte}, Body(osdp::kChlng, challenge),
                                osdp::kScs12, osdp::kCcrypt));
  if (proof[0] != kind_byte) {
    return WrongKey(kind == KeyKind::kOwn ? "it has only the default key"
                                          : "it does not take the default key");
  }
  DW_TRY(channel.TakeReaderProof(ByteView(proof).subspan(1)));
  DW_TRY_ASSIGN(const Bytes first_mac, ExchangeInClear(std::array{osdp::kScs13, kind_byte},
                                                       Body(osdp::kScrypt, channel.panel_proof()),
                                                       osdp::kScs14, osdp::kRmacI));
  if (first_mac[0] != 1) return WrongKey("it says that we have another key");
  DW_TRY(channel.TakeFirstMac(ByteView(first_mac).subspan(1)));
  channel_.emplace(std::move(channel));
  return {};
}

void OsdpSession::BeginInClear(ByteView security, ByteView body) {
  Bytes message = BeginOsdpCommand(address_, NextSequence(), security, body, 2);
  AppendOsdpCrc(message);
  Begin(std::move(message));
}

void OsdpSession::Begin(Bytes message) {
  waiting_ = std::move(message);
  tries_ = 0;
  busy_ = 0;
}

// The security block's byte of data, and the data of the reply.
Result<Bytes> OsdpSession::ExchangeInClear(ByteView security, ByteView body,
                                           std::uint8_t security_reply, std::uint8_t reply) {
  BeginInClear(security, body);
  std::optional<Bytes> answer;
  while (!answer) {
    DW_TRY_ASSIGN(answer, Send());
  }
  waiting_.clear();
  const auto frame = ReadOsdpFrame(*answer);
  DW_CHECK(frame.has_value());
  if (frame->code() == osdp::kNak) {
    const std::string reason = " (" + NakText(frame->body) + ")";
    // One that lost its answer on the line, and does not repeat it, refuses nothing.
    if (tries_ > 0) return Fail(ErrorCode::kUnavailable, "its answer was lost" + reason);
    return Downgrade("it refuses the secure channel" + reason);
  }
  if (frame->code() != reply || frame->security.size() != 2 ||
      frame->security_type() != security_reply) {
    return Downgrade("it does not know the secure channel");
  }
  return Body(frame->security[1], frame->body.subspan(1));
}

Result<Bytes> OsdpSession::Exchange(std::uint8_t code, ByteView data) {
  for (;;) {
    DW_TRY_ASSIGN(std::optional<Bytes> answer, Try(code, data));
    if (answer) return std::move(*answer);
  }
}

Result<std::optional<Bytes>> OsdpSession::Try(std::uint8_t code, ByteView data) {
  DW_CHECK(channel_.has_value());
  if (waiting_.empty()) Begin(channel_->Seal(address_, NextSequence(), code, data));
  DW_TRY_ASSIGN(const std::optional<Bytes> answer, Send());
  if (!answer) return std::optional<Bytes>();
  const auto frame = ReadOsdpFrame(*answer);
  DW_CHECK(frame.has_value());
  return Believe(*frame);
}

Result<std::optional<Bytes>> OsdpSession::Send() {
  DW_TRY_ASSIGN(std::optional<Bytes> answer, bus_->Exchange(waiting_));
  if (answer) {
    const auto frame = ReadOsdpFrame(*answer);
    if (frame->security.empty() && frame->code() == osdp::kBusy) {
      if (++busy_ > kMaxBusy) return Fail(ErrorCode::kUnavailable, "it is always busy");
      std::this_thread::sleep_for(kBusyPause);
      return std::optional<Bytes>();
    }
    // It did not understand us: the line's fault. This tells nothing, so it need not be protected.
    const bool garbled = frame->security.empty() && frame->code() == osdp::kNak &&
                         frame->body.size() > 1 && frame->body[1] == osdp::kNakBadCheck;
    if (!garbled) return answer;
  }
  if (++tries_ >= kMaxTries) return Fail(ErrorCode::kUnavailable, "it does not answer");
  return std::optional<Bytes>();
}

Result<std::optional<Bytes>> OsdpSession::Believe(const OsdpFrame& reply) {
  if (reply.security.empty()) {
    if (reply.code() == osdp::kNak) {
      return Fail(ErrorCode::kDataLoss, "it has no session any more (" + NakText(reply.body) + ")");
    }
    return Downgrade("it answers in cleartext");
  }
  DW_TRY_ASSIGN(Bytes message, channel_->Open(reply));
  waiting_.clear();
  return std::optional<Bytes>(std::move(message));
}

// 0 at the start only, then 1, 2, 3, 1 …
std::uint8_t OsdpSession::NextSequence() {
  const std::uint8_t sequence = sequence_;
  sequence_ = static_cast<std::uint8_t>(sequence_ % 3 + 1);
  return sequence;
}

}  // namespace doorward::inline drivers
