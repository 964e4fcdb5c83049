// doorwardd: the daemon.

#include <signal.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/terminal.hpp"
#include "doorward/core/log.hpp"

namespace doorward {
namespace {

enum ExitCode { kOk = 0, kFailed = 1, kBadConfig = 2 };

constexpr std::chrono::seconds kHungAfter{5};  // Without a round of the access thread.

// Every thread inherits the mask, so that signals come to Run() alone.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);  // A peer that went away is an error of a write, not of the program.
  return signals;
}

// Waits for a signal or a restart. The watchdog is fed only while the access thread goes round.
// Returns whether to start again.
bool Run(Terminal& terminal, const sigset_t& signals) {
  constexpr timespec kInterval{.tv_sec = 0, .tv_nsec = 250'000'000};
  while (!terminal.restart_requested()) {
    if (sigtimedwait(&signals, nullptr, &kInterval) > 0) return false;
    terminal.Watch();
    const auto silence = std::chrono::steady_clock::now() - terminal.LastBeat();
    if (silence < kHungAfter) sd_notify(0, "WATCHDOG=1");
    terminal.LookAfter();
  }
  return true;
}

int Check(const Error& error) {
  std::fprintf(stderr, "%s\n", error.Text().c_str());
  return kBadConfig;
}

int Serve(const std::string& file, bool check_only, char** argv) {
  auto config = ConfigFile::Load(file);
  if (!config) return Check(config.error());
  if (check_only) {
    std::printf("%s: ok\n", file.c_str());
    return kOk;
  }
  if (auto level = SetLogLevel(config->config().log_level); !level) return Check(level.error());
  const sigset_t signals = BlockSignals();
  auto terminal = Terminal::Start(std::move(*config));
  if (!terminal) {
    LogError("cannot start: {}", terminal.error().Text());
    return kFailed;
  }
  LogInfo("ready");
  sd_notify(0, "READY=1");
  const bool again = Run(**terminal, signals);
  sd_notify(0, again ? "RELOADING=1" : "STOPPING=1");
  terminal->reset();
  LogInfo("stopped");
  if (!again) return kOk;
  execv("/proc/self/exe", argv);
  LogError("cannot start again: {}", strerror(errno));
  return kFailed;
}

}  // namespace
}  // namespace doorward

int main(int argc, char** argv) {
  CLI::App app{"The Doorward daemon: the terminal beside a door."};
  app.footer("Exit codes: 0 stopped as asked, 1 could not start, 2 the configuration is faulty.");
  std::string file = "/etc/doorward/doorward.json";
  bool check = false;
  app.add_option("--config", file, "The configuration file")->capture_default_str();
  app.add_flag("--check", check,
               "Check the configuration, list every fault with its path, and end");
  app.set_version_flag("--version", std::string("doorwardd " DOORWARD_VERSION));
  CLI11_PARSE(app, argc, argv);
  return doorward::Serve(file, check, argv);
}
