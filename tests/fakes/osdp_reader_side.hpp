// The reader's end of OSDP's secure channel, for what libosdp's readers do not do: answers with right
// MACs that are wrong otherwise, repeated answers, BUSY.

#pragma once

#include <algorithm>

#include "drivers/osdp/osdp_codes.hpp"
#include "drivers/osdp/secure_channel.hpp"

namespace doorward {

class OsdpReaderSide {
 public:
  OsdpReaderSide(std::uint8_t address, const OsdpKey& key) : address_(address), key_(key) {}

  // The answer to a message of the panel: to CHLNG and SCRYPT what belongs there, to others an ACK.
  Bytes Answer(const OsdpFrame& command) {
    if (command.security.empty()) return Clear(command.sequence, {osdp::kAck});
    if (command.code() == osdp::kChlng) return AnswerChallenge(command);
    if (command.code() == osdp::kScrypt) return AnswerProof(command);
    Hear(command);
    return Say(command.sequence, osdp::kScs16, {osdp::kAck});
  }

  // Takes a message of the panel into the chain.
  void Hear(const OsdpFrame& command) {
    panel_mac_ = Mac(reader_mac_, command.before_crc.first(command.before_crc.size() - 4));
  }

  // An answer with a right MAC, of this kind of security block; `body` as it is to be on the line.
  Bytes Say(std::uint8_t sequence, std::uint8_t security, const Bytes& body) {
    Bytes frame = BeginOsdpCommand(address_ | 0x80U, sequence, ByteView(&security, 1), body, 6);
    reader_mac_ = Mac(panel_mac_, frame);
    frame.insert(frame.end(), reader_mac_.begin(), reader_mac_.begin() + 4);
    AppendOsdpCrc(frame);
    return frame;
  }

  // A body for kScs18: `data` with its padding, as it is to be encrypted.
  Bytes Encrypted(std::uint8_t code, const Bytes& data) const {
    AesBlock start = panel_mac_;
    for (auto& byte : start) byte = static_cast<std::uint8_t>(~byte);
    Bytes body = AesEncryptCbc(encryption_key_, start, data);
    body.insert(body.begin(), code);
    return body;
  }

  Bytes Clear(std::uint8_t sequence, const Bytes& body) const {
    Bytes frame = BeginOsdpCommand(address_ | 0x80U, sequence, {}, body, 2);
    AppendOsdpCrc(frame);
    return frame;
  }

 private:
  Bytes AnswerChallenge(const OsdpFrame& command) {
    const ByteView challenge = command.body.subspan(1, 8);
    encryption_key_ = SessionKey(0x82, challenge);
    mac_key_1_ = SessionKey(0x01, challenge);
    mac_key_2_ = SessionKey(0x02, challenge);
    AesBlock proof{};  // Our random number is all zeros.
    std::ranges::copy(challenge, proof.begin());
    proof = AesEncryptBlock(encryption_key_, proof);
    Bytes body(17);
    body[0] = osdp::kCcrypt;
    body.insert(body.end(), proof.begin(), proof.end());
    return Handshake(command.sequence, osdp::kScs12, body);
  }

  Bytes AnswerProof(const OsdpFrame& command) {
    AesBlock proof{};
    std::ranges::copy(command.body.subspan(1, 16), proof.begin());
    reader_mac_ = AesEncryptBlock(mac_key_2_, AesEncryptBlock(mac_key_1_, proof));
    Bytes body{osdp::kRmacI};
    body.insert(body.end(), reader_mac_.begin(), reader_mac_.end());
    return Handshake(command.sequence, osdp::kScs14, body);
  }

  Bytes Handshake(std::uint8_t sequence, std::uint8_t security, const Bytes& body) const {
    const std::array block{security, std::uint8_t{1}};
    Bytes frame = BeginOsdpCommand(address_ | 0x80U, sequence, block, body, 2);
    AppendOsdpCrc(frame);
    return frame;
  }

  OsdpKey SessionKey(std::uint8_t kind, ByteView challenge) const {
    AesBlock seed{1, kind};
    std::ranges::copy(challenge.first(6), seed.begin() + 2);
    return OsdpKey(AesEncryptBlock(key_, seed));
  }

  AesBlock Mac(const AesBlock& previous, ByteView message) const {
    Bytes padded(message.begin(), message.end());
    if (padded.size() % 16 != 0) padded.push_back(0x80);
    while (padded.size() % 16 != 0) padded.push_back(0);
    AesBlock mac = previous;
    for (std::size_t at = 0; at < padded.size(); at += 16) {
      const OsdpKey& key = at + 16 == padded.size() ? mac_key_2_ : mac_key_1_;
      for (std::size_t i = 0; i < 16; ++i) mac[i] ^= padded[at + i];
      mac = AesEncryptBlock(key, mac);
    }
    return mac;
  }

  const std::uint8_t address_;
  const OsdpKey key_;
  OsdpKey encryption_key_;
  OsdpKey mac_key_1_;
  OsdpKey mac_key_2_;
  AesBlock panel_mac_{};
  AesBlock reader_mac_{};
};

}  // namespace doorward
