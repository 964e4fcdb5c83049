// What libosdp's panel and reader said to each other: tests/data/osdp.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "doorward/core/check.hpp"
#include "drivers/osdp/secure_channel.hpp"

namespace doorward {

struct OsdpExchange {
  Bytes command;       // As on the line, without the mark.
  Bytes command_body;  // Its code and data, deciphered.
  Bytes reply;
  Bytes reply_body;
};

inline constexpr std::uint8_t kRecordedAddress = 5;

inline OsdpKey RecordedKey() {
  OsdpKey key;
  std::ranges::copy(*FromHex("5A3C0F1122334455667788990A1B2C3D"), key.bytes.begin());
  return key;
}

inline const std::vector<OsdpExchange>& RecordedExchanges() {
  static const std::vector<OsdpExchange> exchanges = [] {
    const char* source = std::getenv("DOORWARD_SOURCE");
    std::ifstream file(std::filesystem::path(source != nullptr ? source : ".") /
                       "tests/data/osdp/session.txt");
    std::vector<OsdpExchange> found;
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string sign;
      std::string message;
      std::string body;
      words >> sign >> message >> body;
      if (sign == ">") found.push_back({*FromHex(message), *FromHex(body), {}, {}});
      if (sign != "<") continue;
      found.back().reply = *FromHex(message);
      found.back().reply_body = *FromHex(body);
    }
    DW_CHECK(found.size() > 10);
    return found;
  }();
  return exchanges;
}

// The first of the exchanges under the secure channel; before it stand ID, CAP, CHLNG and SCRYPT.
inline constexpr std::size_t kFirstSecured = 4;

// Our end of the recorded channel, just open.
inline SecureChannel RecordedChannel() {
  const auto& exchanges = RecordedExchanges();
  OsdpChallenge challenge{};
  std::copy_n(exchanges[2].command_body.begin() + 1, challenge.size(), challenge.begin());
  SecureChannel channel(RecordedKey(), challenge);
  DW_CHECK(channel.TakeReaderProof(ByteView(exchanges[2].reply_body).subspan(1)).has_value());
  DW_CHECK(channel.TakeFirstMac(ByteView(exchanges[3].reply_body).subspan(1)).has_value());
  return channel;
}

// The same, that has sent command number `index` and waits for its answer.
inline SecureChannel RecordedChannelAfter(std::size_t index) {
  SecureChannel channel = RecordedChannel();
  for (std::size_t i = kFirstSecured; i <= index; ++i) {
    const OsdpExchange& exchange = RecordedExchanges()[i];
    channel.Seal(kRecordedAddress, exchange.command[4] & 3U, exchange.command_body[0],
                 ByteView(exchange.command_body).subspan(1));
    if (i < index) DW_CHECK(channel.Open(*ReadOsdpFrame(exchange.reply)).has_value());
  }
  return channel;
}

}  // namespace doorward
