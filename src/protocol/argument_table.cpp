#include "doorward/protocol/argument_table.hpp"

#include "doorward/protocol/argument_reader.hpp"

namespace doorward::inline protocol {

void ArgumentTable::NotBoth(std::string_view one, std::string_view other) {
  not_both_ = {{"required", {one, other}}};
}

Json ArgumentTable::Schema() const {
  Json schema{{"type", "object"},
              {"additionalProperties", false},
              {"properties", Json::object()},
              {"required", Json::array()}};
  for (const Argument& argument : arguments_) {
    schema["properties"][std::string(argument.key)] = argument.schema;
    if (argument.required) schema["required"].push_back(argument.key);
  }
  if (schema["required"].empty()) schema.erase("required");
  if (!not_both_.is_null()) schema["not"] = not_both_;
  return schema;
}

Json ArgumentTable::Reference(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string(schema)}};
}

void ArgumentTable::Add(std::string_view key, bool required, Json schema,
                        std::string_view meaning) {
  arguments_.push_back(
      {.key = key, .required = required, .schema = std::move(schema), .meaning = meaning});
}

Json ArgumentTable::SchemaOf(bool by_default) {
  return {{"type", "boolean"}, {"default", by_default}};
}

Json ArgumentTable::SchemaOf(const TextRule& rule) {
  if (rule.is_id) return Reference("Id");
  Json schema{{"type", "string"}, {"maxLength", rule.max_bytes}};
  if (rule.min_bytes > 0) schema["minLength"] = rule.min_bytes;
  return schema;
}

Json ArgumentTable::SchemaOf(const Range& range) {
  return {{"type", "integer"}, {"minimum", range.min}, {"maximum", range.max}};
}

Json ArgumentTable::ListOf(std::string_view schema) {
  return {{"type", "array"}, {"maxItems", kMaxBatch}, {"items", Reference(schema)}};
}

}  // namespace doorward::inline protocol
