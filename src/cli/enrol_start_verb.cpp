// doorctl enroll start: has a person enroll at a reader of the terminal, and says line by line what they
// have to do. Ctrl-C cancels; if this program is killed the terminal cancels by itself.

#include <signal.h>

#include "cli/session.hpp"
#include "doorward/protocol/enrol_commands.hpp"

namespace doorward::inline cli {
namespace {

constexpr Milliseconds kAskInterval{
    250};  // Below a second. The terminal wants to be asked every 10 s.

struct StartChoice {
  std::string person;
  std::string type;
  std::string reader;
  int timeout_s = 30;
};

// As long as it lives, signals that end a program wait to be taken from here. Threads that begin later
// do not take them either.
class Interrupts {
 public:
  Interrupts() {
    sigemptyset(&signals_);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, number);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~Interrupts() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Whether one came within `patience`.
  bool Wait(Milliseconds patience) const {
    const auto nanoseconds = std::chrono::nanoseconds(patience).count();
    const timespec limit{.tv_sec = 0, .tv_nsec = static_cast<long>(nanoseconds)};
    return sigtimedwait(&signals_, nullptr, &limit) > 0;
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

bool IsOver(const Json& status) {
  const std::string state = status.value("state", "");
  return state == "done" || state == "failed" || state == "cancelled";
}

// One line for each change of what the terminal says.
class Guidance {
 public:
  explicit Guidance(const CliSession& session) : session_(session) {}

  void Tell(const Json& status) {
    if (status == told_) return;
    told_ = status;
    std::string line = status.value("guidance", "");
    if (status.contains("credential")) line += " " + status.value("credential", "");
    session_.Print(status, line);
  }

 private:
  const CliSession& session_;
  Json told_;
};

// How it ended; nullopt if the terminal could not be asked, which has been said.
std::optional<Json> Follow(CliSession& session, const Interrupts& interrupts, const Json& id) {
  Guidance guidance(session);
  bool cancel = false;
  while (true) {
    auto status =
        session.Call(cancel ? CancelEnrolment::kName : GetEnrolment::kName, {{"enrollment", id}});
    if (!status) return std::nullopt;
    guidance.Tell(*status);
    if (IsOver(*status)) return status;
    cancel = interrupts.Wait(kAskInterval) || cancel;
  }
}

void Start(CliSession& session, const StartChoice& choice) {
  const Interrupts interrupts;
  Json arguments{{"person", choice.person}, {"type", choice.type}, {"timeout_s", choice.timeout_s}};
  if (!choice.reader.empty()) arguments["reader"] = choice.reader;
  const auto started = session.Call(StartEnrolment::kName, std::move(arguments));
  if (!started) return;
  session.Print(*started, "At reader " + started->value("reader", "") + ":");
  const auto end = Follow(session, interrupts, (*started)["enrollment"]);
  if (end && end->value("state", "") != "done") session.Fail(kExitRefused);
}

}  // namespace

const CLI::App* AddEnrolStartVerb(CLI::App& enrol, CliSession& session) {
  auto choice = std::make_shared<StartChoice>();
  auto* start = enrol.add_subcommand(
      "start", "Have a person enroll at a reader of the terminal; Ctrl-C cancels");
  start->add_option("person", choice->person, "The person's id")->required();
  start->add_option("--type", choice->type, "What is enrolled")
      ->required()
      ->check(CLI::IsMember({"card", "fingerprint", "face"}));
  start->add_option("--reader", choice->reader, "At which reader, if several can");
  start->add_option("--timeout", choice->timeout_s, "Seconds until it ends by itself")
      ->check(CLI::Range(5, 120))
      ->capture_default_str();
  start->callback([&session, choice] { Start(session, *choice); });
  return start;
}

}  // namespace doorward::inline cli
