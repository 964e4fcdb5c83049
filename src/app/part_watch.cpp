#include "app/part_watch.hpp"

namespace doorward::inline app {
namespace {

std::string LeftOut(std::string detail, std::uint64_t losses) {
  if (losses == 0) return detail;
  return std::move(detail) + " (" + std::to_string(losses) +
         (losses == 1 ? " more loss was left out)" : " more losses were left out)");
}

}  // namespace

std::vector<PartNotice> PartWatch::Look(const std::map<std::string, HealthReport>& reports,
                                        SteadyTime now) {
  std::vector<PartNotice> notices;
  for (const auto& [part, report] : reports) {
    Told& told = told_[part];
    const bool is_lost = report.state == HealthState::kDegraded;
    const std::uint64_t untold = report.losses - told.losses;

    if (told.lost) {
      if (is_lost) continue;
      notices.push_back({part, Event::kDeviceBack, LeftOut(report.detail, untold)});
      told.lost = false;
      told.losses = report.losses;
      continue;
    }
    if (untold == 0 || (told.lost_at && now - *told.lost_at < kInterval)) continue;
    const std::string reason = is_lost ? report.detail : "it was away for a moment";
    notices.push_back({part, Event::kDeviceLost, LeftOut(reason, untold - 1)});
    if (!is_lost) notices.push_back({part, Event::kDeviceBack, report.detail});
    told = {.lost = is_lost, .losses = report.losses, .lost_at = now};
  }
  return notices;
}

}  // namespace doorward::inline app
