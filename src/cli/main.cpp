// doorctl: the command line of a terminal, and of a back office.

#include <cstdio>

#include "cli/session.hpp"

namespace doorward {
namespace {

void AddLinkOptions(CLI::App& app, CliSession& session) {
  LinkOptions& link = session.link_options;
  app.add_flag("--json", session.json, "Answer in JSON, one line each");
  app.add_option("--socket", link.socket, "The local terminal's socket")->capture_default_str();
  auto* url = app.add_option("--mqtt", link.mqtt.url, "Speak as a back office: mqtts://host:port");
  auto* device = app.add_option("--device", link.device, "The terminal's id, with --mqtt");
  url->needs(device);
  device->needs(url);
  app.add_option("--topic-prefix", link.topic_prefix, "With --mqtt")->capture_default_str();
  app.add_option("--ca-file", link.mqtt.ca_file, "With --mqtt: who signs the broker's certificate");
  app.add_option("--certificate-file", link.mqtt.certificate_file, "With --mqtt: our own");
  app.add_option("--key-file", link.mqtt.key_file, "With --mqtt: its key");
  app.add_option("--username", link.mqtt.username, "With --mqtt");
  app.add_option("--password-file", link.mqtt_password_file, "With --mqtt: a file of mode 600");
  app.add_flag("--allow-plaintext", link.mqtt.allow_plaintext, "With --mqtt: let mqtt:// pass");
  app.add_option_function<int>(
         "--timeout", [&link](int seconds) { link.patience = std::chrono::seconds(seconds); },
         "Seconds to wait for an answer (default 10)")
      ->check(CLI::Range(1, 600));
}

int Run(int argc, char** argv) {
  CLI::App app{"Ask and tell a Doorward terminal."};
  app.footer(
      "Exit codes: 0 done, 1 the terminal refused or a file could not be used, 2 wrong usage,\n"
      "3 the terminal did not answer.");
  app.set_version_flag("--version", std::string("doorctl " DOORWARD_VERSION));
  app.require_subcommand(1);
  app.fallthrough();  // `doorctl status --json` as well as `doorctl --json status`.
  CliSession session;
  AddLinkOptions(app, session);
  AddStatusVerbs(app, session);
  AddPeopleVerbs(app, session);
  AddRightsVerbs(app, session);
  AddRecordVerbs(app, session);
  AddDoorVerbs(app, session);
  AddEnrolVerb(app, session);
  AddSimVerbs(app, session);
  AddVisionVerbs(app, session);
  AddCompletionVerb(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    const auto left_over = app.remaining(true);
    if (left_over.empty()) return app.exit(error) == 0 ? kExitOk : kExitUsage;
    std::fprintf(stderr, "doorctl: there is no verb \"%s\" here; see --help\n",
                 left_over.front().c_str());
    return kExitUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return session.exit_code();
}

}  // namespace
}  // namespace doorward

int main(int argc, char** argv) { return doorward::Run(argc, argv); }
