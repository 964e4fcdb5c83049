// doorctl: the command line of a terminal, and of a back office.

#include <cstdio>
#include <sstream>

#include "cli/pictures.hpp"
#include "cli/text_input.hpp"
#include "doorward/core/core_dump.hpp"
#include "doorward/core/printable.hpp"

namespace doorward::inline cli {
namespace {

void AddLinkOptions(CLI::App& app, CliSession& session) {
  LinkOptions& link = session.link_options;
  app.add_flag("--json", session.json, "Print JSON for programs, one line each");
  app.add_option("--encoding", session.encoding,
                 "What text files and standard input are in, if not UTF-8: gbk, windows-1252, …")
      ->check(CLI::Validator(
          [](const std::string& name) {
            return IsKnownEncoding(name) ? "" : "there is no encoding \"" + name + "\"";
          },
          ""));
  app.add_option("--socket", link.socket, "Socket of the terminal on this machine")
      ->capture_default_str();
  auto* url = app.add_option("--mqtt", link.mqtt.url,
                             "Reach the terminal through this broker: mqtts://host:port");
  auto* device = app.add_option("--device", link.device,
                                "With --mqtt: the terminal's id, as in its configuration");
  url->needs(device);
  device->needs(url);
  app.add_option("--topic-prefix", link.topic_prefix, "With --mqtt: as in its configuration")
      ->capture_default_str();
  app.add_option("--ca-file", link.mqtt.ca_file,
                 "With --mqtt: certificate of the authority that signed the broker's");
  app.add_option("--certificate-file", link.mqtt.certificate_file,
                 "With --mqtt: our own certificate, if the broker asks for one");
  app.add_option("--key-file", link.mqtt.key_file, "With --mqtt: the key of that certificate");
  app.add_option("--username", link.mqtt.username, "With --mqtt: the name to log in with");
  app.add_option("--password-file", link.mqtt_password_file,
                 "With --mqtt: a file with the password (mode 600)");
  app.add_flag("--allow-plaintext", link.mqtt.allow_plaintext,
               "With --mqtt: allow mqtt://, which is not encrypted");
  app.add_option_function<int>(
         "--timeout", [&link](int seconds) { link.patience = std::chrono::seconds(seconds); },
         "Seconds to wait for an answer (default 10)")
      ->check(CLI::Range(1, 600));
}

// Lists a verb by its name alone: an alias is for scripts that were written for an older version.
class HelpFormat final : public CLI::Formatter {
 public:
  std::string make_subcommand(const CLI::App* verb) const override {
    std::stringstream out;
    CLI::detail::format_help(out, verb->get_name(), verb->get_description(), column_width_);
    return out.str();
  }
};

int Run(int argc, char** argv) {
  CLI::App app{
      "Shows and sets what a Doorward terminal does: the one beside you, or with --mqtt any other.",
      "doorctl"};
  app.footer(
      "Exit codes: 0 done, 1 the terminal refused or a file could not be used, 2 wrong usage,\n"
      "3 the terminal did not answer. The options of `doorctl --help` go with every verb.");
  app.formatter(std::make_shared<HelpFormat>());  // Before the verbs, which inherit it.
  app.set_version_flag("--version", std::string("doorctl " DOORWARD_VERSION));
  app.require_subcommand(1);
  app.fallthrough();  // `doorctl status --json` as well as `doorctl --json status`.
  CliSession session;
  session.read_photo = ReadPhoto;
  AddLinkOptions(app, session);
  AddStatusVerbs(app, session);
  AddPeopleVerbs(app, session);
  AddRightsVerbs(app, session);
  AddRecordVerbs(app, session);
  AddDoorVerbs(app, session);
  AddEnrolVerb(app, session);
  AddSimVerbs(app, session);
  AddPictureVerbs(app, session);
  AddBackupVerbs(app, session);
  AddSchemaVerb(app, session);
  AddCompletionVerb(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    const auto left_over = app.remaining(true);
    if (left_over.empty()) return app.exit(error) == 0 ? kExitOk : kExitUsage;
    std::fprintf(stderr, "doorctl: there is no verb \"%s\" here; see --help\n",
                 Printable(left_over.front()).c_str());
    return kExitUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return session.exit_code();
}

}  // namespace
}  // namespace doorward::inline cli

int main(int argc, char** argv) {
  doorward::LeaveNoCore();
  return doorward::Run(argc, argv);
}
