// doorwardd: the daemon.

#include <signal.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <spdlog/sinks/stdout_sinks.h>

#include <CLI/CLI.hpp>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "app/journal_sink.hpp"
#include "app/terminal.hpp"
#include "doorward/core/core_dump.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/printable.hpp"
#include "doorward/failsafe/strike_rest.hpp"

namespace doorward::inline app {
namespace {

enum ExitCode { kOk = 0, kFailed = 1, kBadConfig = 2, kBadUsage = 2 };

// A folder that systemd keeps for as long as the service runs, its ExecStopPost= included; empty
// without systemd.
std::filesystem::path RuntimeFolder() {
  const char* folder = getenv("RUNTIME_DIRECTORY");
  return folder == nullptr ? "" : folder;
}

void OpenLog(const Config& config) {
  if (StandardErrorIsJournal()) return SetLogSink(MakeJournalSink(config.device));
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->set_pattern("[%Y-%m-%d %H:%M:%S.%e] [%l] %v");  // The text names the part already.
  SetLogSink(std::move(sink));
}

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

// The watchdog as the unit has it, also after a start from within.
void TellReady() {
  std::uint64_t watchdog_us = 0;
  if (sd_watchdog_enabled(0, &watchdog_us) > 0) {
    sd_notifyf(0, "READY=1\nWATCHDOG_USEC=%" PRIu64, watchdog_us);
  } else {
    sd_notify(0, "READY=1");
  }
}

// A start takes longer than the watchdog waits, and nobody feeds it meanwhile: as TimeoutStartSec=.
void TellStartingAgain() { sd_notify(0, "RELOADING=1\nWATCHDOG_USEC=120000000"); }

int Complain(const Error& error, ExitCode code) {
  std::fprintf(stderr, "%s\n", PrintableLines(error.Text()).c_str());
  return code;
}

// Goes on without it: a door that works now is worth more than one that a crash leaves right.
void KeepStrikesForRest(const Config& config) {
  const std::filesystem::path folder = RuntimeFolder();
  if (folder.empty()) return;
  std::vector<RestingStrike> strikes;
  for (const DoorSection& section : config.doors) {
    const DoorConfig& door = section.door;
    if (const auto* line = std::get_if<GpioLineConfig>(&section.strike)) {
      strikes.push_back({.door = door.id.str(),
                         .line = *line,
                         .energised = IsEnergised(door.rest, door.lock_type)});
    }
  }
  if (auto kept = KeepForRest(folder / "strikes.json", strikes); !kept) {
    LogError("if this daemon is killed, its strikes will stay as they are: {}",
             kept.error().Text());
  }
}

int Check(const ConfigFile& config, const std::string& file) {
  if (!config.fallen_back().empty()) {
    return Complain({ErrorCode::kDataLoss, config.fallen_back()}, kBadConfig);
  }
  if (auto named = CheckNamed(config.config(), false).ToStatus(); !named) {
    return Complain(named.error(), kBadConfig);
  }
  std::printf("%s: ok\n", Printable(file).c_str());
  return kOk;
}

// Starts with what was put last or, if no start succeeds with it, with what worked before.
Result<std::unique_ptr<Terminal>> StartOrFallBack(ConfigFile config) {
  std::string reason = config.fallen_back();
  if (reason.empty()) {
    if (!config.on_trial()) {
      KeepStrikesForRest(config.config());
      return Terminal::Start(std::move(config));
    }
    reason = "the terminal did not stay up with it";
    if (config.BeginTrial()) {
      KeepStrikesForRest(config.config());
      auto terminal = Terminal::Start(config);
      if (terminal) return terminal;
      reason = terminal.error().Text();
    }
    config = config.FallBack(reason);
  }
  LogError("what config.put stored does not work, and what worked before is in force: {}", reason);
  config.SetRefusedAside();
  KeepStrikesForRest(config.config());
  return Terminal::Start(std::move(config));
}

int Serve(const std::string& file, bool check_only, char** argv) {
  auto config = ConfigFile::Load(file);
  if (!config) return Complain(config.error(), kBadConfig);
  if (check_only) return Check(*config, file);
  OpenLog(config->config());
  if (auto level = SetLogLevel(config->config().log_level); !level) {
    return Complain(level.error(), kBadConfig);
  }
  const sigset_t signals = BlockSignals();
  auto terminal = StartOrFallBack(*std::move(config));
  if (!terminal) {
    LogError("cannot start: {}", terminal.error().Text());
    return kFailed;
  }
  LogInfo("ready");
  TellReady();
  const bool again = Run(**terminal, signals);
  (*terminal)->EndTrial();
  if (again) {
    TellStartingAgain();
  } else {
    sd_notify(0, "STOPPING=1");
  }
  terminal->reset();
  LogInfo("stopped");
  if (!again) return kOk;
  execv("/proc/self/exe", argv);
  LogError("cannot start again: {}", strerror(errno));
  return kFailed;
}

}  // namespace
}  // namespace doorward::inline app

int main(int argc, char** argv) {
  doorward::LeaveNoCore();
  CLI::App app{"The Doorward daemon: the terminal beside a door."};
  app.footer(
      "Exit codes: 0 done or stopped as asked, 1 could not start, "
      "2 the configuration is faulty or the usage is wrong.");
  std::string file = "/etc/doorward/doorward.json";
  bool check = false;
  app.add_option("--config", file, "The configuration file")->capture_default_str();
  app.add_flag("--check", check,
               "Check the configuration, list every fault with its path, and end");
  app.set_version_flag("--version", std::string("doorwardd " DOORWARD_VERSION));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& refused) {
    return app.exit(refused) == 0 ? doorward::kOk : doorward::kBadUsage;
  }
  return doorward::Serve(file, check, argv);
}
