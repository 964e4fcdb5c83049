// The readers of each section of the configuration. Private to config parsing.

#pragma once

#include <set>

#include "doorward/app/config.hpp"
#include "doorward/core/json_reader.hpp"

namespace doorward {

// What may be used once only, with the path of who used it first.
class UsedOnce {
 public:
  explicit UsedOnce(JsonFaults& faults) : faults_(faults) {}

  // A fault at `path` if `thing` ("gpio line 5 of /dev/gpiochip0") is taken already.
  void Take(const std::string& thing, const std::string& path);

 private:
  JsonFaults& faults_;
  std::map<std::string, std::string> taken_;
};

// A file or folder: an absolute path of at most 512 bytes.
bool ReadPath(JsonReader& reader, std::string_view key, bool required, std::string& target);

// A digital line; nullopt if it does not say which, as the faults then tell.
std::optional<LineConfig> ReadLine(const Json& json, const std::string& path, UsedOnce& used,
                                   JsonFaults& faults);

// The line `key` of `reader`; nullopt if there is none.
std::optional<LineConfig> ReadOptionalLine(JsonReader& reader, std::string_view key,
                                           UsedOnce& used);

void ReadFeedback(JsonReader& root, Config& config);
void ReadDoors(JsonReader& root, UsedOnce& used, Config& config);
void ReadReaders(JsonReader& root, UsedOnce& used, Config& config);
void ReadMqtt(JsonReader& root, Config& config);

}  // namespace doorward
