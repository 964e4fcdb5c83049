#include "doorward/failsafe/strike_rest.hpp"

#include "doorward/core/file.hpp"
#include "doorward/core/json_reader.hpp"

namespace doorward::inline failsafe {
namespace {

constexpr std::size_t kMaxBytes = 16UL * 1024;
constexpr std::size_t kMaxStrikes = 16;  // As many as there are doors.

Json ToJson(const RestingStrike& strike) {
  return {{"door", strike.door},
          {"chip", strike.line.chip},
          {"line", strike.line.line},
          {"active_high", strike.line.active_high},
          {"energised", strike.energised}};
}

RestingStrike ReadStrike(const Json& json, const std::string& path, JsonFaults& faults) {
  RestingStrike strike;
  JsonReader reader(json, path, faults);
  std::int64_t line = 0;
  reader.Required("door", strike.door, MaxLength(64));
  reader.Required("chip", strike.line.chip, MaxLength(255));
  if (reader.Required("line", line, Range{0, 65'535})) {
    strike.line.line = static_cast<unsigned>(line);
  }
  reader.Required("active_high", strike.line.active_high);
  reader.Required("energised", strike.energised);
  reader.Finish();
  return strike;
}

}  // namespace

Status KeepForRest(const std::filesystem::path& file, const std::vector<RestingStrike>& strikes) {
  Json list = Json::array();
  for (const RestingStrike& strike : strikes) list.push_back(ToJson(strike));
  const std::string text = DumpJson({{"strikes", std::move(list)}});
  return WriteFileDurably(file, AsBytes(text));
}

Result<std::vector<RestingStrike>> ReadForRest(const std::filesystem::path& file) {
  DW_TRY_ASSIGN(const std::string text, ReadFile(file, kMaxBytes));
  DW_TRY_ASSIGN(const Json json, ParseJson(text, {.max_bytes = kMaxBytes}));
  std::vector<RestingStrike> strikes;
  JsonFaults faults;
  JsonReader reader(json, "", faults);
  reader.RequiredArray("strikes", kMaxStrikes, [&](const Json& strike, const std::string& path) {
    strikes.push_back(ReadStrike(strike, path, faults));
  });
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return strikes;
}

Status RestStrikes(const std::vector<RestingStrike>& strikes) {
  std::string faults;
  for (const RestingStrike& strike : strikes) {
    // Requested with its level, and let go: the chip keeps it.
    const auto rested =
        OpenGpioOutput(strike.line, strike.energised ? Level::kActive : Level::kInactive);
    if (rested) continue;
    if (!faults.empty()) faults += "\n";
    faults += "door " + strike.door + ": " + rested.error().Text();
  }
  if (!faults.empty()) return Fail(ErrorCode::kUnavailable, faults);
  return {};
}

}  // namespace doorward::inline failsafe
