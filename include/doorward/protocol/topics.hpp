// The topics of one terminal: see PROTOCOL.md.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace doorward::inline protocol {

class Topics {
 public:
  Topics(std::string_view prefix, std::string_view device, const std::vector<std::string>& groups);

  const std::string& command() const { return command_; }
  const std::string& reply() const { return reply_; }
  const std::string& status() const { return status_; }
  const std::string& records() const { return records_; }
  const std::string& records_ack() const { return records_ack_; }

  // Everything that the terminal listens to.
  std::vector<std::string> Subscriptions() const;

  // Whether `topic` carries commands: the terminal's own, or one of its groups'.
  bool IsCommand(std::string_view topic) const;

 private:
  std::string command_;
  std::string reply_;
  std::string status_;
  std::string records_;
  std::string records_ack_;
  std::vector<std::string> group_commands_;
};

}  // namespace doorward::inline protocol
