// Asks the card in the field to prove that it holds the key.
//
// Selects the application, authenticates with AES (command AA, which EV2 and EV3 cards know as well as
// EV1), and has the card tell its UID under the session's key. Four commands, each with one answer of
// a known length: a card that has more to say is refused. A card is asked again from the beginning each
// time; nothing is kept of it.
//
// Thread-safety: none.
// Ownership: wipes its key when it goes.

#pragma once

#include "doorward/drivers/desfire.hpp"
#include "doorward/hal/reader.hpp"
#include "drivers/aes128/aes128_key.hpp"
#include "drivers/desfire/card_channel.hpp"

namespace doorward::inline drivers {

class DesfireAuthenticator {
 public:
  // How long one card may take for all of its answers.
  static constexpr Milliseconds kPatience{1'000};

  // Reads the key; errors as of CheckDesfireKey(), and kInvalidArgument if a number is out of range.
  static Result<DesfireAuthenticator> Make(const DesfireConfig& config);

  // kAuthenticated, with the UID that the card told under the key; kFailed, with `claimed_uid` (that
  // of the anticollision), if it has no such application, does not prove itself, or is no DESFire.
  //
  // Errors are those of the channel: kUnavailable: the reader is gone. Any other: no answer came. The
  // card has left, or is none that could have answered: if it still is in the field it has failed.
  Result<CardRead> Identify(CardChannel& card, Bytes claimed_uid) const;

  // The same with the reader's random number, for tests.
  Result<CardRead> IdentifyWith(const std::array<std::uint8_t, 16>& a, CardChannel& card,
                                Bytes claimed_uid) const;

 private:
  DesfireAuthenticator(const DesfireConfig& config, const Aes128Key& key)
      : config_(config), key_(key) {}

  DesfireConfig config_;
  Aes128Key key_;
};

}  // namespace doorward::inline drivers
