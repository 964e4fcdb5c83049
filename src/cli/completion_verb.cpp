// doorctl completions: a script for bash, made from the verbs themselves so that it cannot fall
// behind them.

#include <cstdio>

#include "cli/session.hpp"

namespace doorward::inline cli {
namespace {

// With those of which one is to be chosen: they stand in a group, which is a verb without a name.
std::vector<const CLI::Option*> OptionsOf(const CLI::App& app) {
  std::vector<const CLI::Option*> options = app.get_options();
  for (const CLI::App* group :
       app.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); })) {
    for (const CLI::Option* option : group->get_options()) {
      if (option != group->get_help_ptr()) options.push_back(option);
    }
  }
  return options;
}

std::string WordsOf(const CLI::App& app) {
  std::string words;
  for (const CLI::App* verb :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    words += verb->get_name() + " ";
  }
  for (const CLI::Option* option : OptionsOf(app)) {
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  }
  return words;
}

void PrintCases(const CLI::App& app, const std::string& path) {
  std::printf("    \"%s\") words=\"%s\" ;;\n", path.c_str(), WordsOf(app).c_str());
  for (const CLI::App* verb :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    PrintCases(*verb, path.empty() ? verb->get_name() : path + " " + verb->get_name());
  }
}

// "|people|people list|…": every way to a verb, for telling verbs from the values of options.
void PrintPaths(const CLI::App& app, const std::string& path) {
  for (const CLI::App* verb :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    const std::string way = path.empty() ? verb->get_name() : path + " " + verb->get_name();
    std::printf("%s|", way.c_str());
    PrintPaths(*verb, way);
  }
}

void PrintBash(const CLI::App& app) {
  std::puts("# bash completion for doorctl: doorctl completions > /etc/bash_completion.d/doorctl");
  std::fputs("_doorctl() {\n  local words way path=\"\" i ways=\"|", stdout);
  PrintPaths(app, "");
  std::puts("\"\n  for ((i = 1; i < COMP_CWORD; i++)); do");
  std::puts("    way=\"${path:+$path }${COMP_WORDS[i]}\"");
  std::puts("    [[ $ways != *\"|$way|\"* ]] || path=$way\n  done");
  std::puts("  case \"$path\" in");
  PrintCases(app, "");
  std::puts("    *) words=\"\" ;;\n  esac");
  std::puts("  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")");
  std::puts(
      "  [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default\n}\ncomplete -F _doorctl doorctl");
}

}  // namespace

void AddCompletionVerb(CLI::App& app, CliSession&) {
  app.add_subcommand("completions", "Print a completion script for bash")->callback([&app] {
    PrintBash(app);
  });
}

}  // namespace doorward::inline cli
