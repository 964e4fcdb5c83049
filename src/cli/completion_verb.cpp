// doorctl completions: a script for bash, made from the verbs themselves so that it cannot fall
// behind them.

#include <cstdio>

#include "cli/session.hpp"

namespace doorward {
namespace {

std::string WordsOf(const CLI::App& app) {
  std::string words;
  for (const CLI::App* verb :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    words += verb->get_name() + " ";
  }
  for (const CLI::Option* option : app.get_options()) {
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

void PrintBash(const CLI::App& app) {
  std::puts("# bash completion for doorctl: doorctl completions > /etc/bash_completion.d/doorctl");
  std::puts("_doorctl() {\n  local words path=\"\" i");
  std::puts("  for ((i = 1; i < COMP_CWORD; i++)); do");
  std::puts("    [[ ${COMP_WORDS[i]} == -* ]] || path+=\"${path:+ }${COMP_WORDS[i]}\"\n  done");
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

}  // namespace doorward
