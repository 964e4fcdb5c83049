// MIFARE DESFire EV1, EV2 and EV3 cards that prove who they are, at whatever reader.
//
// A card's UID, as every reader may ask for it, can be copied. These cards hold an AES key that never
// leaves them; reader and card prove to each other that they have it, and the card then tells its true
// UID under the session's key. That UID counts, not the one that was told before: a relay that shows
// somebody's UID and passes the authentication on to another genuine card is found out, and a card
// with a random UID is known by its true one.

#pragma once

#include <cstdint>
#include <filesystem>

#include "doorward/core/result.hpp"

namespace doorward::inline drivers {

struct DesfireConfig {
  static constexpr std::uint32_t kMaxApplication = 0xFFFFFF;
  static constexpr int kMaxKeyNumber = 13;

  std::uint32_t application = 0;   // 1 to kMaxApplication, such as 0xF51234.
  int key_number = 0;              // Of the application: 0 (its master key) to kMaxKeyNumber.
  std::filesystem::path key_file;  // 32 hexadecimal digits, mode 600.
};

// Whether `config.key_file` has a key. kInvalidArgument for anything but 32 hexadecimal digits and for
// zeros, which are the key of every new application; others as for ReadSecretFile().
Status CheckDesfireKey(const DesfireConfig& config);

}  // namespace doorward::inline drivers
