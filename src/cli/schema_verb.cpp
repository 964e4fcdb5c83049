// doorctl schema: the closed lists of the protocol and its commands, as this version has them.

#include "cli/session.hpp"
#include "cli/table.hpp"
#include "doorward/domain/door_machine.hpp"
#include "doorward/domain/record.hpp"
#include "doorward/protocol/all_commands.hpp"

namespace doorward::inline cli {
namespace {

Json ObjectSchema(const CredentialTypeRow& row, std::string_view key, Json value) {
  return {{"type", "object"},
          {"required", {"type", key}},
          {"additionalProperties", false},
          {"properties", {{"type", {{"const", row.name}}}, {std::string(key), std::move(value)}}}};
}

// Of a credential that is one value, as people.put takes it.
Json SchemaOf(const CredentialTypeRow& row) {
  Json schema = ObjectSchema(row, row.key, Json::parse(row.schema));
  if (row.read_as == ReadAs::kNothing) {
    schema["description"] = "Answered `unsupported` by this version.";
  }
  if (!row.secret) return schema;
  Json held = ObjectSchema(row, "held", {{"const", true}});
  return {{"oneOf", {std::move(schema), std::move(held)}}};
}

template <typename Row, std::size_t kSize>
Json WordsOf(const Row (&table)[kSize]) {
  Json words = Json::array();
  for (const Row& row : table) {
    if (row.meaning.empty()) continue;  // Outside it is another row's word.
    Json word{{"word", row.name}, {"meaning", row.meaning}};
    if constexpr (requires { row.kind; }) word["kind"] = RecordKindName(row.kind);
    if constexpr (requires { row.schema; }) {
      if (!row.schema.empty()) word["schema"] = SchemaOf(row);
    }
    words.push_back(std::move(word));
  }
  return words;
}

Json CommandWords() {
  Json commands = Json::array();
  for (const CommandDescription& command : DescribeCommands()) {
    Json keys = Json::array();
    for (const Argument& argument : command.arguments) {
      keys.push_back(
          {{"key", argument.key}, {"required", argument.required}, {"meaning", argument.meaning}});
    }
    commands.push_back({{"word", command.name},
                        {"meaning", command.meaning},
                        {"max_age_s", command.max_age.count()},
                        {"arguments", std::move(keys)},
                        {"schema", command.schema}});
  }
  return commands;
}

Json PlannedWords() {
  Json names = Json::array();
  for (const std::string_view name : kPlannedCommands) {
    names.push_back({{"word", name}, {"meaning", "Answered `unsupported` by this version."}});
  }
  return names;
}

struct WordList {
  const char* name;
  const char* meaning;
  Json (*read)();
};

constexpr WordList kWordLists[] = {
    {"commands", "what a terminal can be told, with its arguments", CommandWords},
    {"planned-commands", "names that a later version brings", PlannedWords},
    {"errors", "why a command was refused", [] { return WordsOf(kErrorCodes); }},
    {"reasons", "why an attempt was granted or not", [] { return WordsOf(kReasons); }},
    {"events", "what a record tells that is no attempt", [] { return WordsOf(kEvents); }},
    {"record-kinds", "kinds of records", [] { return WordsOf(kRecordKinds); }},
    {"methods", "how a decision came about", [] { return WordsOf(kMethods); }},
    {"directions", "which way a reader leads", [] { return WordsOf(kDirections); }},
    {"credential-types", "what a person can show", [] { return WordsOf(kCredentialTypes); }},
    {"door-modes", "how a door behaves", [] { return WordsOf(kDoorModes); }},
    {"door-states", "how a door is", [] { return WordsOf(kDoorStates); }},
};

std::string WordsText(const Json& words) {
  const bool kinds = words[0].contains("kind");
  Table table(kinds ? std::vector<std::string>{"WORD", "KIND", "MEANING"}
                    : std::vector<std::string>{"WORD", "MEANING"});
  for (const Json& word : words) {
    std::vector<std::string> row{word["word"].get<std::string>()};
    if (kinds) row.push_back(word["kind"].get<std::string>());
    row.push_back(word["meaning"].get<std::string>());
    table.Add(std::move(row));
    for (const Json& key : word.value("arguments", Json::array())) {
      table.Add({"  " + key["key"].get<std::string>() + (key["required"].get<bool>() ? "" : "?"),
                 "  " + key["meaning"].get<std::string>()});
    }
  }
  return table.Text();
}

}  // namespace

void AddSchemaVerb(CLI::App& app, CliSession& session) {
  CLI::App* verb = app.add_subcommand("schema", "Print a closed list of the protocol");
  verb->require_subcommand(1);
  for (const WordList& list : kWordLists) {
    verb->add_subcommand(list.name, std::string("Print ") + list.meaning)
        ->callback([&session, &list] {
          const Json words = list.read();
          session.Print(words, WordsText(words));
        });
  }
}

}  // namespace doorward::inline cli
