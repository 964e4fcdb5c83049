#include "drivers/osdp/secure_channel.hpp"

#include <algorithm>

#include "drivers/osdp/osdp_codes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMacBytes = 4;
constexpr std::size_t kChannelCrcBytes = 2;
constexpr std::size_t kClientUidBytes = 8;
constexpr std::size_t kRandomBytes = 8;
constexpr std::uint8_t kPaddingStart = 0x80;

tl::unexpected<Error> Refused(std::string why) {
  return Fail(ErrorCode::kPermissionDenied, std::move(why));
}

tl::unexpected<Error> RefuseDowngrade(std::string why) {
  return Fail(ErrorCode::kUnsupported, std::move(why));
}

// 01 `kind`, the first six bytes of the challenge, zeros: encrypted with the reader's key.
OsdpKey SessionKey(const OsdpKey& key, std::uint8_t kind, const OsdpChallenge& challenge) {
  AesBlock seed{0x01, kind};
  std::copy_n(challenge.begin(), 6, seed.begin() + 2);
  AesBlock block = AesEncryptBlock(key, seed);
  OsdpKey session_key(block);
  Wipe(block);
  return session_key;
}

AesBlock Joined(ByteView first, ByteView second) {
  AesBlock block{};
  std::ranges::copy(second, std::ranges::copy(first, block.begin()).out);
  return block;
}

AesBlock Inverted(AesBlock block) {
  for (std::uint8_t& byte : block) byte = static_cast<std::uint8_t>(~byte);
  return block;
}

// Up to a whole block: 80 and zeros.
void Pad(Bytes& bytes) {
  bytes.push_back(kPaddingStart);
  while (bytes.size() % kAesBlockBytes != 0) bytes.push_back(0);
}

}  // namespace

SecureChannel::SecureChannel(const OsdpKey& key, const OsdpChallenge& challenge)
    : challenge_(challenge),
      encryption_key_(SessionKey(key, 0x82, challenge)),
      mac_key_1_(SessionKey(key, 0x01, challenge)),
      mac_key_2_(SessionKey(key, 0x02, challenge)) {}

Status SecureChannel::TakeReaderProof(ByteView data) {
  if (data.size() != kClientUidBytes + kRandomBytes + kAesBlockBytes) {
    return Refused("its answer to the challenge has a wrong length");
  }
  const ByteView random = data.subspan(kClientUidBytes, kRandomBytes);
  const AesBlock expected = AesEncryptBlock(encryption_key_, Joined(challenge_, random));
  if (!EqualConstantTime(expected, data.last(kAesBlockBytes))) return Refused("it has another key");
  panel_proof_ = AesEncryptBlock(encryption_key_, Joined(random, challenge_));
  return {};
}

Status SecureChannel::TakeFirstMac(ByteView data) {
  const AesBlock expected = AesEncryptBlock(mac_key_2_, AesEncryptBlock(mac_key_1_, panel_proof_));
  if (!EqualConstantTime(expected, data)) return Refused("its first MAC is wrong");
  reader_mac_ = expected;
  return {};
}

Bytes SecureChannel::Seal(std::uint8_t address, std::uint8_t sequence, std::uint8_t code,
                          ByteView data) {
  Bytes body{code};
  const Bytes encrypted = data.empty() ? Bytes() : Encrypt(data);
  body.insert(body.end(), encrypted.begin(), encrypted.end());
  const std::uint8_t security = data.empty() ? osdp::kScs15 : osdp::kScs17;
  Bytes frame = BeginOsdpCommand(address, sequence, ByteView(&security, 1), body,
                                 kMacBytes + kChannelCrcBytes);
  panel_mac_ = Mac(reader_mac_, frame);
  frame.insert(frame.end(), panel_mac_.begin(), panel_mac_.begin() + kMacBytes);
  AppendOsdpCrc(frame);
  return frame;
}

Result<Bytes> SecureChannel::Open(const OsdpFrame& reply) {
  const bool encrypted = reply.security_type() == osdp::kScs18;
  if (!encrypted && reply.security_type() != osdp::kScs16)
    return RefuseDowngrade("its answer is not protected");
  if (reply.body.size() < 1 + kMacBytes) return RefuseDowngrade("its answer has no MAC");

  const ByteView signed_part = reply.before_crc.first(reply.before_crc.size() - kMacBytes);
  const AesBlock mac = Mac(panel_mac_, signed_part);
  if (!EqualConstantTime(ByteView(mac).first(kMacBytes), reply.body.last(kMacBytes))) {
    return Refused("the MAC of its answer is wrong");
  }
  reader_mac_ = mac;

  const ByteView body = reply.body.first(reply.body.size() - kMacBytes);
  Bytes message{reply.code()};
  if (!encrypted) {
    // Only a refusal may have its reason in the clear: cards and keys are never to be read on the line.
    if (body.size() > 1 && reply.code() != osdp::kNak)
      return RefuseDowngrade("its data are not encrypted");
    message.assign(body.begin(), body.end());
    return message;
  }
  DW_TRY_ASSIGN(const Bytes data, Decrypt(body.subspan(1)));
  message.insert(message.end(), data.begin(), data.end());
  return message;
}

Bytes SecureChannel::Encrypt(ByteView data) const {
  Bytes padded;
  padded.reserve(data.size() + kAesBlockBytes);  // Moving it would leave a copy behind.
  padded.assign(data.begin(), data.end());
  Pad(padded);
  Bytes encrypted = AesEncryptCbc(encryption_key_, Inverted(reader_mac_), padded);
  Wipe(padded);  // It may be a key.
  return encrypted;
}

Result<Bytes> SecureChannel::Decrypt(ByteView data) const {
  if (data.size() % kAesBlockBytes != 0) return Refused("its data are not whole blocks");
  if (data.empty()) return Bytes();
  Bytes plain = AesDecryptCbc(encryption_key_, Inverted(panel_mac_), data);
  while (!plain.empty() && plain.back() == 0) plain.pop_back();
  if (plain.empty() || plain.back() != kPaddingStart) return Refused("its padding is wrong");
  plain.pop_back();
  return plain;
}

// CBC begun with the MAC before this one, the last block with another key.
AesBlock SecureChannel::Mac(const AesBlock& previous, ByteView message) const {
  Bytes padded(message.begin(), message.end());
  if (padded.size() % kAesBlockBytes != 0) Pad(padded);
  const ByteView all(padded);
  AesBlock start = previous;
  if (all.size() > kAesBlockBytes) {
    const Bytes chain = AesEncryptCbc(mac_key_1_, start, all.first(all.size() - kAesBlockBytes));
    std::copy(chain.end() - kAesBlockBytes, chain.end(), start.begin());
  }
  const Bytes last = AesEncryptCbc(mac_key_2_, start, all.last(kAesBlockBytes));
  AesBlock mac{};
  std::copy(last.begin(), last.end(), mac.begin());
  return mac;
}

}  // namespace doorward::inline drivers
