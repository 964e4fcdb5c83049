// The readers of each section of the configuration. Private to config parsing.

#pragma once

#include <set>

#include "doorward/app/config.hpp"
#include "doorward/core/json_reader.hpp"

namespace doorward::inline app {

// What may be used once only, with the path of who used it first.
class UsedOnce {
 public:
  explicit UsedOnce(JsonFaults& faults) : faults_(faults) {}

  // A fault at `path` if `thing` ("gpio line 5 of /dev/gpiochip0") is taken already.
  void Take(const std::string& thing, const std::string& path);
  // The same, but any number may share it `as` one thing ("osdp at 9600 baud").
  void Share(const std::string& thing, const std::string& as, const std::string& path);

 private:
  JsonFaults& faults_;
  std::map<std::string, std::string> taken_;
  std::map<std::string, std::string> shared_as_;
};

// A file or folder: an absolute path of at most 512 bytes.
bool ReadPath(JsonReader& reader, std::string_view key, bool required, std::string& target);

// A digital line; nullopt if it does not say which, as the faults then tell.
std::optional<LineConfig> ReadLine(const Json& json, const std::string& path, UsedOnce& used,
                                   JsonFaults& faults);

// The line `key` of `reader`; nullopt if there is none.
std::optional<LineConfig> ReadOptionalLine(JsonReader& reader, std::string_view key,
                                           UsedOnce& used);

// "factors" of a door: an expression, or a list of rules.
std::vector<FactorRule> ReadFactors(JsonReader& door);
// Faults for doors whose readers cannot give what they ask for.
void CheckFactors(const Config& config, JsonFaults& faults);

// "cards" of a reader: what cards must prove; nullopt: nothing.
std::optional<DesfireConfig> ReadCards(JsonReader& reader);
// Faults for doors that demand what none of their readers asks of cards.
void CheckCards(const Config& config, JsonFaults& faults);

// The line `key` of `reader`; a fault if there is none.
std::optional<LineConfig> ReadRequiredLine(JsonReader& reader, std::string_view key,
                                           UsedOnce& used);

// "byte_order" of Wiegand numbers.
bool ReadReversed(JsonReader& reader);

std::optional<WiegandOutSection> ReadWiegandOut(JsonReader& door, UsedOnce& used);
void ReadFeedback(JsonReader& root, Config& config);
void ReadDoors(JsonReader& root, UsedOnce& used, Config& config);
void ReadReaders(JsonReader& root, UsedOnce& used, Config& config);
void ReadMqtt(JsonReader& root, Config& config);

}  // namespace doorward::inline app
