// Who asks for a command. It comes with every command, from the transport that took it in.

#pragma once

#include <memory>
#include <string>

#include "doorward/protocol/right.hpp"

namespace doorward::inline commands {

class WatchStream;

enum class Transport {
  kBroker,  // MQTT: what comes may have waited, and been read, on its way.
  kSocket,  // On the terminal itself.
};

struct Caller {
  Transport transport;
  std::string principal;  // For records: "back_office", "local". No personal data.
  Rights rights;
  // Where a `watch` leaves what follows its reply; one that is there already goes on, and another is refused. Null:
  // the transport carries no streams.
  std::unique_ptr<WatchStream>* watch = nullptr;

  bool may_have_waited() const { return transport == Transport::kBroker; }
};

// Whoever may write to the terminal's command topics.
inline Caller BackOffice() {
  using enum Right;
  return {Transport::kBroker, "back_office", {kLook, kPeople, kDoors, kEnrol, kConfigure}};
}

// Whoever the local socket lets in.
inline Caller LocalUser() {
  using enum Right;
  return {Transport::kSocket, "local", {kLook, kPeople, kDoors, kEnrol, kConfigure, kPresence}};
}

}  // namespace doorward::inline commands
