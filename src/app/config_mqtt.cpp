// The "mqtt" section.

#include "app/config_table.hpp"

namespace doorward::inline app {
namespace {

// One or more topic levels without wildcards: "doorward/v1".
bool IsTopicPrefix(std::string_view text) {
  return !text.empty() && text.front() != '/' && text.back() != '/' && text.front() != '$' &&
         text.find_first_of("+#") == std::string_view::npos &&
         text.find("//") == std::string_view::npos;
}

void CheckUrl(JsonReader& section, const MqttConfig& mqtt) {
  const std::string path = section.PathOf("url");
  if (mqtt.url.empty() || mqtt.url.starts_with("mqtts://")) return;
  if (!mqtt.url.starts_with("mqtt://")) {
    section.faults().Add(
        path, "expected mqtts://host:port (or mqtt://host:port with \"allow_plaintext\": true)");
  } else if (!mqtt.allow_plaintext) {
    section.faults().Add(path,
                         "mqtt:// is not encrypted: use mqtts://, or set \"allow_plaintext\": true "
                         "if the network is yours alone");
  }
}

constexpr const char* kReplyTopic =
    R"(^(\{root\}|\{prefix\}|[^/+#${}][^/+#{}]*)(/([+]|[^/+#{}]+))*(/#)?$)";

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

ConfigValue PrefixValue(std::string& prefix) {
  ConfigValue value = TextValue(prefix, NonEmpty(128), "topic levels");
  value.schema.update({{"pattern", "^[^/+#$][^+#]*$"}, {"not", {{"pattern", "//|/$"}}}});
  return Checked(std::move(value), [&prefix] {
    return IsTopicPrefix(prefix) ? "" : "expected topic levels without +, #, or an empty one";
  });
}

ConfigValue ReplyTopicsValue(std::vector<std::string>& topics) {
  const Json topic = {
      {"type", "string"}, {"minLength", 1}, {"maxLength", 256}, {"pattern", kReplyTopic}};
  return {.read =
              [&topics](JsonReader& reader, std::string_view /*key*/, bool /*required*/) {
                ReadReplyTopics(reader, topics);
                return true;
              },
          .schema = {{"type", "array"}, {"maxItems", 16}, {"items", topic}},
          .values = "up to 16 topics, `+` and `#` allowed",
          .usual = topics};
}

}  // namespace

std::vector<ConfigKey> MqttKeys(Config& config) {
  if (!config.mqtt) config.mqtt.emplace();
  SessionConfig& session = *config.mqtt;
  MqttConfig& mqtt = session.mqtt;
  return {
      {.name = "url",
       .value = TextValue(mqtt.url, NonEmpty(512), "`mqtts://host:port`"),
       .about = "`mqtt://` only with `allow_plaintext`",
       .required = true},
      {.name = "topic_prefix",
       .value = PrefixValue(session.topic_prefix),
       .about = "what the terminal's topics begin with"},
      {.name = "protocol",
       .value = ChoiceValue({"5", "3.1.1"}, 0,
                            [&mqtt](std::size_t at) {
                              if (at == 1) mqtt.version = MqttVersion::k311;
                            }),
       .about = "the version of MQTT"},
      {.name = "ca_file",
       .value = PathValue(mqtt.ca_file),
       .about = "who signs the broker's certificate",
       .usual = "the system's"},
      {.name = "certificate_file",
       .value = PathValue(mqtt.certificate_file),
       .about = "the terminal's own certificate; together with `key_file`"},
      {.name = "key_file", .value = PathValue(mqtt.key_file), .about = "its key (mode 600)"},
      {.name = "username",
       .value = TextValue(mqtt.username, NonEmpty(256), "text"),
       .about = "as the broker knows the terminal"},
      {.name = "password_file",
       .value = PathValue(config.mqtt_password_file),
       .about = "the password (mode 600)"},
      {.name = "allow_plaintext",
       .value = FlagValue(mqtt.allow_plaintext),
       .about = "shown in the status"},
      {.name = "reply_topics",
       .value = ReplyTopicsValue(session.reply_topics),
       .about = "where a command may ask for its reply (MQTT 5); `{root}` is `{prefix}/{device}`",
       .usual = "`{root}/reply/#`, `{prefix}/office/#`"},
      {.name = "status_interval_ms",
       .value = NumberValue(session.status_interval, {1'000, 3'600'000}),
       .about = "at least so often; changes are told at once"},
  };
}

void CheckMqttKeys(JsonReader& section, const Config& config) {
  const MqttConfig& mqtt = config.mqtt->mqtt;
  CheckUrl(section, mqtt);
  if (mqtt.certificate_file.empty() != mqtt.key_file.empty()) {
    section.faults().Add("mqtt", "certificate_file and key_file go together: both, or neither");
  }
}

}  // namespace doorward::inline app
