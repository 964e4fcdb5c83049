// Writes the arguments of a command as JSON: see command.hpp. What is empty is left out.
//
// Thread-safety: none.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/core/json.hpp"
#include "doorward/core/names.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline protocol {

class ArgumentWriter {
 public:
  // Bounds and meaning are the reader's business.
  template <typename Value, typename... Rest>
  void Required(std::string_view key, const Value& value, const Rest&...) {
    json_[std::string(key)] = ValueOf(value);
  }
  template <typename Value, typename... Rest>
  void Optional(std::string_view key, const Value& value, const Rest&...) {
    if constexpr (requires { value.empty(); }) {
      if (value.empty()) return;
    }
    if constexpr (requires { value.has_value(); }) {
      if (value) json_[std::string(key)] = ValueOf(*value);
    } else {
      json_[std::string(key)] = ValueOf(value);
    }
  }
  template <typename Enum, std::size_t kSize>
  void RequiredWord(std::string_view key, Enum value, const Named<Enum> (&words)[kSize],
                    std::string_view) {
    json_[std::string(key)] = NameIn(words, value);
  }
  template <typename Enum, std::size_t kSize>
  void OptionalWord(std::string_view key, const std::optional<Enum>& value,
                    const Named<Enum> (&words)[kSize], std::string_view meaning) {
    if (value) RequiredWord(key, *value, words, meaning);
  }
  template <typename Tag>
  void Ids(std::string_view key, const std::vector<Id<Tag>>& ids, std::string_view) {
    Json& list = json_[std::string(key)] = Json::array();
    for (const auto& id : ids) list.push_back(id.str());
  }
  template <typename Item, typename Read, typename Write>
  void Items(std::string_view key, const std::vector<Item>& items, Read, Write write,
             std::string_view, std::string_view) {
    Json& list = json_[std::string(key)] = Json::array();
    for (const Item& item : items) list.push_back(write(item));
  }
  void NotBoth(std::string_view, std::string_view) {}

  Json Take() && { return std::move(json_); }

 private:
  template <typename Tag>
  static Json ValueOf(const Id<Tag>& id) {
    return id.str();
  }
  static Json ValueOf(WallTime time) { return FormatTime(time); }
  static Json ValueOf(std::chrono::seconds seconds) { return seconds.count(); }
  template <typename Value>
  static Json ValueOf(const Value& value) {
    return value;
  }

  Json json_ = Json::object();
};

}  // namespace doorward::inline protocol
