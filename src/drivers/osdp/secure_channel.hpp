// OSDP's secure channel, the panel's side of its arithmetic (SIA OSDP 2.2, annex D). Pure: no port, no
// clock, and the random number is an argument.
//
// Both sides derive three session keys from the reader's key and the panel's random number, and prove
// to each other that they did. From then on each message's MAC is chained to the one before it, of
// either side: a message that is lost, repeated, changed or inserted breaks the chain for good. Data
// are encrypted with the newest MAC of the other side as their beginning. Of a MAC's 16 bytes four are
// on the wire.
//
// Thread-safety: none. Ownership: wipes its keys when it goes.

#pragma once

#include "drivers/aes128/aes128.hpp"
#include "drivers/osdp/osdp_frame.hpp"
#include "drivers/osdp/osdp_key.hpp"

namespace doorward::inline drivers {

using OsdpChallenge = std::array<std::uint8_t, 8>;  // The panel's random number; never used twice.

class SecureChannel {
 public:
  SecureChannel(const OsdpKey& key, const OsdpChallenge& challenge);

  // Takes the data of CCRYPT. kPermissionDenied: the reader has not proved that it has the key.
  Status TakeReaderProof(ByteView data);

  // What proves to the reader that we have the key: the data of SCRYPT.
  // REQUIRES: TakeReaderProof() was content.
  const AesBlock& panel_proof() const { return panel_proof_; }

  // Takes the data of RMAC_I, with which the chain begins. kPermissionDenied: it is not what the keys
  // give.
  Status TakeFirstMac(ByteView data);

  // A whole message to the reader.
  // REQUIRES: TakeFirstMac() was content; each message has been answered before the next is made.
  Bytes Seal(std::uint8_t address, std::uint8_t sequence, std::uint8_t code, ByteView data);

  // The code and data of the reader's answer to the newest message. kPermissionDenied: its MAC or its
  // padding is wrong; kUnsupported: it is not protected. The channel is of no more use then.
  Result<Bytes> Open(const OsdpFrame& reply);

 private:
  Bytes Encrypt(ByteView data) const;
  Result<Bytes> Decrypt(ByteView data) const;
  AesBlock Mac(const AesBlock& previous, ByteView message) const;

  OsdpChallenge challenge_;
  OsdpKey encryption_key_;  // S-ENC
  OsdpKey mac_key_1_;       // S-MAC1, of all blocks but the last.
  OsdpKey mac_key_2_;       // S-MAC2, of the last.
  AesBlock panel_proof_{};
  AesBlock panel_mac_{};   // C-MAC, of our newest message.
  AesBlock reader_mac_{};  // R-MAC, of the reader's newest one.
};

}  // namespace doorward::inline drivers
