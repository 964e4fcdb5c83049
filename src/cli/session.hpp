// What every verb of doorctl needs: the options that all share, the link, and how to speak to the
// person or program that asked.

#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "cli/link.hpp"
#include "doorward/core/bytes.hpp"

namespace doorward::inline cli {

// Exact, and in --help: scripts depend on them.
enum ExitCode {
  kExitOk = 0,
  kExitRefused = 1,      // The terminal answered, and said no; or a file could not be used.
  kExitUsage = 2,        // The words on the command line are wrong.
  kExitUnreachable = 3,  // No answer from the terminal.
};

class CliSession {
 public:
  LinkOptions link_options;
  bool json = false;
  std::function<Result<Bytes>(const std::string& file)> read_photo;  // See pictures.hpp.
  std::string encoding;  // What files and standard input are in; empty: UTF-8.

  // Ends the verb with this exit code; the first failure wins.
  void Fail(int code) { exit_code_ = exit_code_ == kExitOk ? code : exit_code_; }
  int exit_code() const { return exit_code_; }

  // Asks the terminal, which may refuse. If it is not reached says why on stderr, notes the exit code and
  // gives nullopt; and so if the arguments hold text that is not UTF-8, which is never sent.
  std::optional<Result<Json>> Ask(std::string_view name, Json arguments);

  // The same, and a refusal is a failure too.
  std::optional<Json> Call(std::string_view name, Json arguments);
  template <typename Command>
  std::optional<Json> Call(const Command& command) {
    return Call(Command::kName, ArgumentsOf(command));
  }

  // Whether `watch` is taken the way that was asked for; false also if the terminal is not reached, which is said.
  bool CanWatch();

  // Begins a watch and gives `on_line` each line of it, until the connection ends: then says so, and notes that the
  // terminal is not reached. REQUIRES: CanWatch().
  void Watch(const Json& arguments, const std::function<void(const Json& line)>& on_line);

  // The whole of a paged listing such as ListPeople; nullopt as above.
  template <typename ListCommand>
  std::optional<Json> CallPaged() {
    return CallPaged(ListCommand::kName, ListCommand::kItems);
  }
  std::optional<Json> CallPaged(std::string_view name, std::string_view key);

  // A text file, or for "-" standard input, as UTF-8: see text_input.hpp.
  Result<std::string> ReadText(const std::string& file, std::size_t max_bytes);

  // Says what went wrong with a file or an argument.
  void Complain(const Error& error, int code = kExitRefused);

  // The same of one place in a file.
  void ComplainAt(const std::string& file, std::size_t line, const Error& error);

  // Says on stderr what is no failure and should be known.
  void Note(const std::string& text) const;

  // One line of JSON, or `text` for people. What does not print is escaped.
  void Print(const Json& json_form, const std::string& text) const;

  // The same for text that has colours, and is escaped where it is made.
  void PrintPainted(const Json& json_form, const std::string& text) const;

 private:
  bool Open();

  std::optional<Link> link_;
  int exit_code_ = kExitOk;
};

// Each adds its verbs to `app`; the callbacks use `session`, which outlives it.
void AddStatusVerbs(CLI::App& app, CliSession& session);
void AddPeopleVerbs(CLI::App& app, CliSession& session);
void AddRightsVerbs(CLI::App& app, CliSession& session);
void AddRecordVerbs(CLI::App& app, CliSession& session);
void AddDoorVerbs(CLI::App& app, CliSession& session);
void AddEnrolVerb(CLI::App& app, CliSession& session);
// Of `enrol`; returns it.
const CLI::App* AddEnrolStartVerb(CLI::App& enrol, CliSession& session);
void AddSimVerbs(CLI::App& app, CliSession& session);
void AddBackupVerbs(CLI::App& app, CliSession& session);
void AddCompletionVerb(CLI::App& app, CliSession& session);
void AddSchemaVerb(CLI::App& app, CliSession& session);

}  // namespace doorward::inline cli
