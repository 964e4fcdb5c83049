// The "mqtt" section.

#include "app/config_sections.hpp"

namespace doorward::inline app {
namespace {

// One or more topic levels without wildcards: "doorward/v1".
bool IsTopicPrefix(std::string_view text) {
  return !text.empty() && text.front() != '/' && text.back() != '/' && text.front() != '$' &&
         text.find_first_of("+#") == std::string_view::npos &&
         text.find("//") == std::string_view::npos;
}

void CheckUrl(const JsonReader& reader, const MqttConfig& mqtt, JsonFaults& faults) {
  const std::string path = reader.PathOf("url");
  if (mqtt.url.starts_with("mqtts://")) return;
  if (!mqtt.url.starts_with("mqtt://")) {
    faults.Add(path,
               "expected mqtts://host:port (or mqtt://host:port with \"allow_plaintext\": true)");
  } else if (!mqtt.allow_plaintext) {
    faults.Add(path,
               "mqtt:// is not encrypted: use mqtts://, or set \"allow_plaintext\": true "
               "if the network is yours alone");
  }
}

void ReadReplyTopics(JsonReader& reader, std::vector<std::string>& topics) {
  if (reader.Find("reply_topics") == nullptr) return;
  topics.clear();
  reader.OptionalArray("reply_topics", 16, [&](const Json& json, const std::string& path) {
    std::string pattern;
    if (!ReadText(json, path, NonEmpty(256), reader.faults(), pattern)) return;
    if (!IsReplyPattern(pattern)) {
      reader.faults().Add(path,
                          "expected a topic that begins with {root}, {prefix} or a word; its other "
                          "levels may be +, the last one #");
    }
    topics.push_back(std::move(pattern));
  });
}

}  // namespace

void ReadMqtt(JsonReader& root, Config& config) {
  const Json* json = root.Find("mqtt");
  if (json == nullptr) return;
  JsonFaults& faults = root.faults();
  JsonReader reader(*json, "mqtt", faults);
  SessionConfig session;
  MqttConfig& mqtt = session.mqtt;
  reader.Optional("allow_plaintext", mqtt.allow_plaintext);
  if (reader.Required("url", mqtt.url, NonEmpty(512))) CheckUrl(reader, mqtt, faults);
  if (reader.Optional("topic_prefix", session.topic_prefix, NonEmpty(128)) &&
      !IsTopicPrefix(session.topic_prefix)) {
    faults.Add(reader.PathOf("topic_prefix"),
               "expected topic levels without +, #, or an empty one");
  }
  if (reader.OptionalChoice("protocol", {"5", "3.1.1"}) == 1) mqtt.version = MqttVersion::k311;
  ReadPath(reader, "ca_file", false, mqtt.ca_file);
  ReadPath(reader, "certificate_file", false, mqtt.certificate_file);
  ReadPath(reader, "key_file", false, mqtt.key_file);
  if (mqtt.certificate_file.empty() != mqtt.key_file.empty()) {
    faults.Add("mqtt", "certificate_file and key_file go together: both, or neither");
  }
  reader.Optional("username", mqtt.username, NonEmpty(256));
  ReadPath(reader, "password_file", false, config.mqtt_password_file);
  ReadReplyTopics(reader, session.reply_topics);
  Milliseconds status{};
  if (reader.Optional("status_interval_ms", status, Range{1'000, 3'600'000})) {
    session.status_interval = status;
  }
  reader.Finish();
  config.mqtt = std::move(session);
}

}  // namespace doorward::inline app
