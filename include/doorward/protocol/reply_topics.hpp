// Where a command's reply may go. A response topic (MQTT 5) is a wish of whoever may write commands, and
// the broker trusts this terminal with topics that the asker may not write to; so only topics that are
// meant for replies are taken.
//
// Thread-safety: immutable.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace doorward::inline protocol {

// Patterns with "{root}" and "{prefix}": where a command may ask for its reply.
std::vector<std::string> DefaultReplyTopics();
bool IsReplyPattern(std::string_view text);

class ReplyTopics {
 public:
  ReplyTopics(std::string prefix, std::string_view device,
              const std::vector<std::string>& patterns);

  // Whether a reply may be published on `topic`, whoever asks for it.
  bool Allows(std::string_view topic) const;

 private:
  bool CarriesSomethingElse(std::string_view topic) const;

  std::string prefix_;
  std::vector<std::string> filters_;
};

}  // namespace doorward::inline protocol
