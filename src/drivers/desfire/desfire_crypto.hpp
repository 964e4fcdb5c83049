// The arithmetic of DESFire's AES authentication and of the session that follows it. Pure: no card, no
// clock, and the random number is an argument.
//
// Everything is CBC, and the initial vector goes on from message to message, over both directions: a
// message that is lost, repeated, changed or inserted spoils all that follow.

#pragma once

#include <optional>

#include "drivers/aes128/aes128.hpp"

namespace doorward::inline drivers {

inline constexpr std::size_t kDesfireUidBytes = 7;

// AES-CMAC (NIST SP 800-38B, RFC 4493), except that it begins from `start` instead of zero.
AesBlock AesCmac(const Aes128Key& key, const AesBlock& start, ByteView message);

// The card's CRC-32: that of IEEE 802.3 without its last inversion.
std::uint32_t DesfireCrc32(ByteView bytes);

// The three passes: the card sends its random number B; the reader answers with its own A and B turned
// by a byte; the card sends A turned by a byte. Each under the key.
//
// Ownership: wipes its numbers when it goes.
class AesHandshake {
 public:
  // `encrypted_b` is the card's first pass; `a` is never used twice.
  AesHandshake(const Aes128Key& key, const AesBlock& encrypted_b, const AesBlock& a);
  ~AesHandshake();
  AesHandshake(const AesHandshake&) = delete;
  AesHandshake& operator=(const AesHandshake&) = delete;

  const Bytes& answer() const { return answer_; }  // The second pass: 32 bytes.

  // The session's key, if the card's third pass shows that it has the key too.
  std::optional<Aes128Key> Finish(const AesBlock& encrypted_a) const;

 private:
  const Aes128Key& key_;
  AesBlock a_;
  AesBlock b_{};
  Bytes answer_;
};

// What GetCardUID's answer says as the first command of the session: the UID, its CRC and zeros.
// nullopt if it is not all of that.
std::optional<Bytes> DecipherUid(const Aes128Key& session_key, const AesBlock& answer);

}  // namespace doorward::inline drivers
