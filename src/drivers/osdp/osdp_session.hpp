// A conversation with one reader under the secure channel: sequence numbers, repetition, refusals.
//
// Thread-safety: none. Blocking: each exchange as for OsdpBus.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "drivers/osdp/osdp_bus.hpp"
#include "drivers/osdp/secure_channel.hpp"

namespace doorward::inline drivers {

class OsdpSession {
 public:
  enum class KeyKind : std::uint8_t { kDefault = 0, kOwn = 1 };

  // Greets the reader and opens the secure channel. kUnavailable: no answer; kPermissionDenied: it has
  // another key; kUnsupported: it does without the secure channel.
  static Result<OsdpSession> Open(std::shared_ptr<OsdpBus> bus, std::uint8_t address,
                                  const OsdpKey& key, KeyKind kind);

  // Sends a command and takes the answer, its code and data. nullopt: none yet; call again with the
  // same command, which is then repeated as it was. kUnavailable after the third time in vain, or if the
  // port is gone; kPermissionDenied if the answer's MAC is wrong; kUnsupported if it is not protected;
  // kDataLoss if the reader says that it has no session any more. After an error the session is over.
  Result<std::optional<Bytes>> Try(std::uint8_t code, ByteView data = {});

  // As Try(), until there is an answer.
  Result<Bytes> Exchange(std::uint8_t code, ByteView data = {});

 private:
  OsdpSession(std::shared_ptr<OsdpBus> bus, std::uint8_t address)
      : bus_(std::move(bus)), address_(address) {}

  Status OpenChannel(const OsdpKey& key, KeyKind kind);
  Result<Bytes> ExchangeInClear(ByteView security, ByteView body, std::uint8_t security_reply,
                                std::uint8_t reply);
  void BeginInClear(ByteView security, ByteView body);
  void Begin(Bytes message);
  // One try of the message that waits for its answer.
  Result<std::optional<Bytes>> Send();
  Result<std::optional<Bytes>> Believe(const OsdpFrame& reply);
  std::uint8_t NextSequence();

  std::shared_ptr<OsdpBus> bus_;
  std::uint8_t address_;
  std::uint8_t sequence_ = 0;  // Of the next message. 0 begins anew, also for the reader.
  std::optional<SecureChannel> channel_;
  Bytes waiting_;  // The message that waits for its answer; empty: none.
  int tries_ = 0;  // Of it.
  int busy_ = 0;
};

// Why a reader refuses, as NAK says it: "NAK 5: …".
std::string NakText(ByteView reply);

}  // namespace doorward::inline drivers
