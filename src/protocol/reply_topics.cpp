#include "doorward/protocol/reply_topics.hpp"

#include <algorithm>

namespace doorward::inline protocol {
namespace {

constexpr std::size_t kMaxTopicBytes = 512;

std::string_view TakeLevel(std::string_view& rest, bool& more) {
  const std::size_t end = rest.find('/');
  const std::string_view level = rest.substr(0, end);
  more = end != std::string_view::npos;
  rest = more ? rest.substr(end + 1) : std::string_view();
  return level;
}

// As a broker compares a topic with a subscription: MQTT 5, 4.7.
bool Matches(std::string_view filter, std::string_view topic) {
  bool more_filter = true;
  bool more_topic = true;
  while (more_filter && more_topic) {
    const std::string_view wanted = TakeLevel(filter, more_filter);
    if (wanted == "#") return true;
    const std::string_view level = TakeLevel(topic, more_topic);
    if (wanted != "+" && wanted != level) return false;
  }
  return more_filter == more_topic || (more_filter && filter == "#");
}

std::string Filled(std::string pattern, const std::string& prefix, const std::string& root) {
  for (const auto& [name, value] : {std::pair{"{prefix}", prefix}, std::pair{"{root}", root}}) {
    if (pattern.starts_with(name)) pattern.replace(0, std::string_view(name).size(), value);
  }
  return pattern;
}

// A topic that can be published on: no wildcard, no control character, none of a broker's own.
bool IsPlainTopic(std::string_view topic) {
  const auto is_wrong = [](unsigned char c) {
    return c < 0x20 || c == 0x7F || c == '+' || c == '#';
  };
  return !topic.empty() && topic.size() <= kMaxTopicBytes && topic.front() != '$' &&
         std::none_of(topic.begin(), topic.end(), is_wrong);
}

}  // namespace

std::vector<std::string> DefaultReplyTopics() { return {"{root}/reply/#", "{prefix}/office/#"}; }

// Levels of a topic, of which any but the first may be +, and the last #.
bool IsReplyPattern(std::string_view text) {
  if (text.empty() || text.front() == '$' || text.front() == '/') return false;
  bool more = true;
  for (bool first = true; more; first = false) {
    const std::string_view level = TakeLevel(text, more);
    const bool is_place = level == "{root}" || level == "{prefix}";
    if (is_place ? !first : level.find_first_of("{}") != std::string_view::npos) return false;
    if (level == "+" || level == "#") {
      if (first || (level == "#" && more)) return false;
    } else if (level.empty() || level.find_first_of("+#") != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

ReplyTopics::ReplyTopics(std::string prefix, std::string_view device,
                         const std::vector<std::string>& patterns)
    : prefix_(std::move(prefix) + "/") {
  const std::string base = prefix_.substr(0, prefix_.size() - 1);
  for (const std::string& pattern : patterns) {
    filters_.push_back(Filled(pattern, base, prefix_ + std::string(device)));
  }
}

bool ReplyTopics::Allows(std::string_view topic) const {
  if (!IsPlainTopic(topic) || CarriesSomethingElse(topic)) return false;
  return std::any_of(filters_.begin(), filters_.end(),
                     [topic](const std::string& filter) { return Matches(filter, topic); });
}

// What a terminal or its group listens to, and what a back office believes of a terminal, whichever
// terminal it is and however wide the patterns are.
bool ReplyTopics::CarriesSomethingElse(std::string_view topic) const {
  if (!topic.starts_with(prefix_)) return false;
  for (const std::string_view leaf :
       {"/command", "/status", "/records", "/records/ack", "/verify", "/verify/reply"}) {
    if (topic.ends_with(leaf)) return true;
  }
  return topic.find("/snapshots/") != std::string_view::npos;
}

}  // namespace doorward::inline protocol
