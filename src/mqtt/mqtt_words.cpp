#include "mqtt/mqtt_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace doorward::inline mqtt {
namespace {

struct Words {
  int code;
  std::string_view text;
};

constexpr std::array kWords = {
    Words{0x80, "the broker gives no reason; see its log"},
    Words{0x81,
          "the broker finds the message malformed; see its log, and try \"protocol\": \"3.1.1\""},
    Words{0x82,
          "the broker speaks of a protocol error; see its log, and try \"protocol\": \"3.1.1\""},
    Words{0x83, "the broker does not do what was asked; see its log"},
    Words{0x84,
          "the broker does not speak this version of MQTT: set mqtt.protocol to the other one"},
    Words{0x85, "the broker refuses this client id: see what ids it allows, and device.id"},
    Words{0x86,
          "the broker refuses the user or password: check mqtt.username and mqtt.password_file"},
    Words{0x87,
          "the broker refuses this user (not authorised): check mqtt.username and "
          "mqtt.password_file, and the broker's access list"},
    Words{0x88, "the broker is unavailable; the terminal tries again by itself"},
    Words{0x89, "the broker is busy; the terminal tries again by itself"},
    Words{0x8A, "the broker has banned this client: see its configuration"},
    Words{0x8B, "the broker shuts down; the terminal tries again by itself"},
    Words{0x8C, "the broker wants another way to log in than user and password"},
    Words{0x8D, "the broker heard nothing for too long; is the network slow?"},
    Words{kSessionTakenOver,
          "the broker gave the session to another client of this id: does another terminal have "
          "the same "
          "device.id?"},
    Words{0x90, "the broker refuses the topic of the last will: check its access list"},
    Words{0x93, "the broker was sent more at once than it takes"},
    Words{0x95, "a message was larger than the broker takes: raise its limit to 2 MiB"},
    Words{0x97, "a quota of the broker is used up: see its configuration"},
    Words{0x98, "the broker's administrator ended the connection"},
    Words{0x9A, "the broker keeps no retained messages, which the status needs: allow them"},
    Words{0x9B, "the broker does not do QoS 1: allow it"},
    Words{0x9C, "the broker names another server: change mqtt.url"},
    Words{0x9D, "the broker has moved: change mqtt.url"},
    Words{0x9F,
          "the broker takes no more connections at this rate; the terminal tries again by itself"},
};

// The five refusals of MQTT 3.1.1, in the numbers of MQTT 5.
constexpr std::array<int, 6> kFrom311 = {0x80, 0x84, 0x85, 0x88, 0x86, 0x87};

std::string Told(int code, int as_sent) {
  const auto* words = std::find_if(kWords.begin(), kWords.end(),
                                   [code](const Words& one) { return one.code == code; });
  const std::string text(words == kWords.end() ? "the broker refuses; see its log" : words->text);
  return text + " (code " + std::to_string(as_sent) + ")";
}

}  // namespace

std::string WhyRefused(int code, MqttVersion version) {
  const bool is_old =
      version == MqttVersion::k311 && code > 0 && code < static_cast<int>(kFrom311.size());
  return Told(is_old ? kFrom311.at(static_cast<std::size_t>(code)) : code, code);
}

std::string WhyEnded(int code) {
  if (code == 0) return "the broker ended the connection";
  return Told(code, code);
}

}  // namespace doorward::inline mqtt
