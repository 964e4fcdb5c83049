// Describes the arguments of a command for people and for machines: see command.hpp.
//
// Thread-safety: none.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/json_reader.hpp"
#include "doorward/core/names.hpp"

namespace doorward::inline protocol {

struct Argument {
  std::string_view key;
  bool required = false;
  Json schema;  // JSON Schema, draft 7. References lead into asyncapi.yaml.
  std::string_view meaning;
};

class ArgumentTable {
 public:
  template <typename Target>
  void Required(std::string_view key, const Target& target, std::string_view meaning) {
    Add(key, true, SchemaOf(target), meaning);
  }
  template <typename Target, typename Rule>
  void Required(std::string_view key, const Target&, const Rule& rule, std::string_view meaning) {
    Add(key, true, SchemaOf(rule), meaning);
  }
  template <typename Target>
  void Optional(std::string_view key, const Target& target, std::string_view meaning) {
    Add(key, false, SchemaOf(target), meaning);
  }
  template <typename Target, typename Rule>
  void Optional(std::string_view key, const Target&, const Rule& rule, std::string_view meaning) {
    Add(key, false, SchemaOf(rule), meaning);
  }
  template <typename Target, typename Enum, std::size_t kSize>
  void RequiredWord(std::string_view key, const Target&, const Named<Enum> (&words)[kSize],
                    std::string_view meaning) {
    Add(key, true, SchemaOfWords(words), meaning);
  }
  template <typename Target, typename Enum, std::size_t kSize>
  void OptionalWord(std::string_view key, const Target&, const Named<Enum> (&words)[kSize],
                    std::string_view meaning) {
    Add(key, false, SchemaOfWords(words), meaning);
  }
  template <typename List>
  void Ids(std::string_view key, const List&, std::string_view meaning) {
    Add(key, true, Reference("Ids"), meaning);
  }
  template <typename List, typename Read, typename Write>
  void Items(std::string_view key, const List&, Read, Write, std::string_view schema,
             std::string_view meaning) {
    Add(key, true, ListOf(schema), meaning);
  }
  void NotBoth(std::string_view one, std::string_view other);

  const std::vector<Argument>& arguments() const { return arguments_; }
  Json Schema() const;  // Of the whole object.

  static Json Reference(std::string_view schema);  // To a schema of asyncapi.yaml.

 private:
  void Add(std::string_view key, bool required, Json schema, std::string_view meaning);

  template <typename Enum, std::size_t kSize>
  static Json SchemaOfWords(const Named<Enum> (&words)[kSize]) {
    Json names = Json::array();
    for (const auto& word : words) names.push_back(word.name);
    return {{"enum", std::move(names)}};
  }
  template <typename Tag>
  static Json SchemaOf(const Id<Tag>&) {
    return Reference("Id");
  }
  static Json SchemaOf(WallTime) { return Reference("Time"); }
  static Json SchemaOf(const std::optional<WallTime>&) { return Reference("Time"); }
  static Json SchemaOf(bool by_default);
  static Json SchemaOf(const TextRule& rule);
  static Json SchemaOf(const Range& range);
  static Json ListOf(std::string_view schema);

  std::vector<Argument> arguments_;
  Json not_both_;
};

}  // namespace doorward::inline protocol
