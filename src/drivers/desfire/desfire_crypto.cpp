#include "drivers/desfire/desfire_crypto.hpp"

#include <algorithm>
#include <array>

#include "drivers/desfire/desfire_command.hpp"

namespace doorward::inline drivers {
namespace {

AesBlock BlockOf(ByteView bytes) {
  AesBlock block{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), block.size()), block.begin());
  return block;
}

// The block as a number, doubled in the field of CMAC.
AesBlock Doubled(const AesBlock& block) {
  AesBlock result{};
  std::uint8_t carry = 0;
  for (std::size_t i = block.size(); i-- > 0;) {
    result[i] = static_cast<std::uint8_t>(block[i] << 1 | carry);
    carry = block[i] >> 7;
  }
  // Without a branch on what comes from the key.
  result.back() ^= static_cast<std::uint8_t>(0x87 * carry);
  return result;
}

AesBlock TurnedByOne(AesBlock block) {
  std::rotate(block.begin(), block.begin() + 1, block.end());
  return block;
}

}  // namespace

AesBlock AesCmac(const Aes128Key& key, const AesBlock& start, ByteView message) {
  AesBlock subkey = Doubled(AesEncryptBlock(key, AesBlock{}));
  Bytes padded(message.begin(), message.end());
  if (padded.empty() || padded.size() % kAesBlockBytes != 0) {
    subkey = Doubled(subkey);
    padded.push_back(0x80);
    padded.resize((padded.size() + kAesBlockBytes - 1) / kAesBlockBytes * kAesBlockBytes);
  }
  const std::size_t last = padded.size() - kAesBlockBytes;
  for (std::size_t i = 0; i < kAesBlockBytes; ++i) padded[last + i] ^= subkey[i];
  Wipe(subkey);  // From which the key does not follow, but forged MACs would.
  return BlockOf(ByteView(AesEncryptCbc(key, start, padded)).subspan(last));
}

std::uint32_t DesfireCrc32(ByteView bytes) {
  std::uint32_t crc = 0xFFFF'FFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB8'8320 & (0U - (crc & 1U)));
  }
  return crc;
}

AesHandshake::AesHandshake(const Aes128Key& key, const AesBlock& encrypted_b, const AesBlock& a)
    : key_(key), a_(a) {
  Bytes decrypted_b = AesDecryptCbc(key_, AesBlock{}, encrypted_b);
  b_ = BlockOf(decrypted_b);
  Wipe(decrypted_b);
  Bytes plain(a_.begin(), a_.end());
  const AesBlock turned = TurnedByOne(b_);
  plain.insert(plain.end(), turned.begin(), turned.end());
  answer_ = AesEncryptCbc(key_, encrypted_b, plain);
  Wipe(plain);
}

AesHandshake::~AesHandshake() {
  Wipe(a_);
  Wipe(b_);
}

std::optional<Aes128Key> AesHandshake::Finish(const AesBlock& encrypted_a) const {
  const AesBlock last_sent = BlockOf(ByteView(answer_).last(kAesBlockBytes));
  const Bytes turned = AesDecryptCbc(key_, last_sent, encrypted_a);
  if (!EqualConstantTime(turned, TurnedByOne(a_))) return std::nullopt;
  Aes128Key session;
  for (std::size_t i = 0; i < 4; ++i) {
    session.bytes[i] = a_[i];
    session.bytes[4 + i] = b_[i];
    session.bytes[8 + i] = a_[12 + i];
    session.bytes[12 + i] = b_[12 + i];
  }
  return session;
}

std::optional<Bytes> DecipherUid(const Aes128Key& session_key, const AesBlock& answer) {
  // The command itself is not protected, but its MAC is where the answer's encryption begins.
  const AesBlock start =
      AesCmac(session_key, AesBlock{}, std::array<std::uint8_t, 1>{desfire::kGetCardUid});
  const Bytes plain = AesDecryptCbc(session_key, start, answer);
  Bytes checked(plain.begin(), plain.begin() + kDesfireUidBytes);
  checked.push_back(desfire::kOk);  // The CRC covers the status too.
  const std::uint32_t crc = DesfireCrc32(checked);
  checked.pop_back();

  Bytes expected = checked;
  for (int i = 0; i < 4; ++i) expected.push_back(static_cast<std::uint8_t>(crc >> (8 * i)));
  expected.resize(kAesBlockBytes);
  if (!EqualConstantTime(plain, expected)) return std::nullopt;
  return checked;
}

}  // namespace doorward::inline drivers
