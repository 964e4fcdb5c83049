#include "doorward/protocol/topics.hpp"

#include <algorithm>

namespace doorward::inline protocol {

Topics::Topics(std::string_view prefix, std::string_view device,
               const std::vector<std::string>& groups) {
  const std::string base(prefix);
  const std::string root = base + "/" + std::string(device);
  command_ = root + "/command";
  reply_ = root + "/reply";
  status_ = root + "/status";
  records_ = root + "/records";
  records_ack_ = root + "/records/ack";
  for (const std::string& group : groups) {
    group_commands_.push_back(base + "/group/" + group + "/command");
  }
}

std::vector<std::string> Topics::Subscriptions() const {
  std::vector<std::string> all = {command_, records_ack_};
  all.insert(all.end(), group_commands_.begin(), group_commands_.end());
  return all;
}

bool Topics::IsCommand(std::string_view topic) const {
  return topic == command_ ||
         std::find(group_commands_.begin(), group_commands_.end(), topic) != group_commands_.end();
}

}  // namespace doorward::inline protocol
