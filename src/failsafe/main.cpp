// doorward-failsafe: what the service manager runs after the daemon.

#include <cstdio>
#include <string_view>

#include "doorward/core/printable.hpp"
#include "doorward/failsafe/strike_rest.hpp"

namespace doorward::inline failsafe {
namespace {

enum ExitCode { kOk = 0, kFailed = 1, kBadUsage = 2 };

constexpr const char* kUsage = R"(Usage: doorward-failsafe FILE

Drives every strike to its rest, once the daemon has ended. FILE is what the daemon wrote when it
started: strikes.json in its runtime directory.

Exit codes: 0 done, or no daemon had opened a strike; 1 a strike could not be driven, or FILE not
read; 2 wrong usage.
)";

int Complain(const Error& error) {
  std::fprintf(stderr, "doorward-failsafe: %s\n", PrintableLines(error.Text()).c_str());
  return kFailed;
}

int Rest(const char* file) {
  const auto strikes = ReadForRest(file);
  if (!strikes && strikes.error().code == ErrorCode::kNotFound) {
    std::printf("no daemon has opened a strike; nothing to do\n");
    return kOk;
  }
  if (!strikes) return Complain(strikes.error());
  const Status rested = RestStrikes(*strikes);
  return rested ? kOk : Complain(rested.error());
}

}  // namespace
}  // namespace doorward::inline failsafe

int main(int argc, char** argv) {
  const std::string_view word = argc == 2 ? argv[1] : "";
  if (word == "--help" || word == "-h") {
    std::fputs(doorward::kUsage, stdout);
    return doorward::kOk;
  }
  if (word.empty() || word.starts_with('-')) {
    std::fputs(doorward::kUsage, stderr);
    return doorward::kBadUsage;
  }
  return doorward::Rest(argv[1]);
}
