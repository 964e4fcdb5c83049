// How the simulated DESFire card proved itself to a reader, as tests/simulators/record_desfire recorded
// it, and a card that answers so. The simulated card itself is checked by tests/system/test_desfire_card.py.

#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "doorward/core/check.hpp"
#include "doorward/drivers/desfire.hpp"
#include "drivers/desfire/card_channel.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward {

struct DesfireRecording {
  std::string key;                        // As in a key file.
  std::array<std::uint8_t, 16> random{};  // The reader's.
  Bytes uid;
  std::vector<Bytes> asks;
  std::vector<Bytes> answers;
};

// From the file below the environment's DOORWARD_SOURCE.
inline const DesfireRecording& RecordedDesfire() {
  static const DesfireRecording recording = [] {
    const char* source = std::getenv("DOORWARD_SOURCE");
    DW_CHECK(source != nullptr);
    std::ifstream file(std::string(source) + "/tests/data/desfire/authentication.txt");
    DesfireRecording read;
    std::string name;
    std::string value;
    while (file >> name >> value) {
      const Bytes bytes = FromHex(value).value_or(Bytes());
      if (name == "key") read.key = value;
      if (name == "random") std::copy_n(bytes.begin(), read.random.size(), read.random.begin());
      if (name == "uid") read.uid = bytes;
      if (name == "ask") read.asks.push_back(bytes);
      if (name == "answer") read.answers.push_back(bytes);
    }
    DW_CHECK(read.asks.size() == 4 && read.answers.size() == 4);
    return read;
  }();
  return recording;
}

// What the recorded card is asked for; its key file is in `folder`.
inline DesfireConfig RecordedDesfireConfig(const TempDir& folder) {
  DesfireConfig config{
      .application = 0xF51234, .key_number = 1, .key_file = folder / "desfire.key"};
  std::ofstream(config.key_file) << RecordedDesfire().key;
  std::filesystem::permissions(
      config.key_file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return config;
}

// Answers as recorded, as long as it is asked so: from then on it refuses, as a card does.
class RecordedDesfireCard : public CardChannel {
 public:
  Result<Bytes> Transceive(ByteView apdu, Milliseconds /*patience*/) override {
    const DesfireRecording& recording = RecordedDesfire();
    const std::size_t at = asked_++;
    DW_CHECK(at < recording.asks.size());
    differs_ = differs_ || !std::ranges::equal(apdu, recording.asks[at]);
    return differs_ ? Bytes{0x91, 0xAE} : recording.answers[at];
  }

  std::size_t asked() const { return asked_; }

 private:
  std::size_t asked_ = 0;
  bool differs_ = false;
};

}  // namespace doorward
