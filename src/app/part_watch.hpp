// What the log tells of parts that fail and come back: which changes of their health become records.
//
// A part that is missing at the start is lost once, like one that fails later. A part that flaps must
// not flood the log: it gets at most one lost and one back a minute, and the next ones say how many
// losses were left out. Lost and back of one part always alternate.
//
// Thread-safety: none. Time is an argument.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "doorward/core/health.hpp"
#include "doorward/core/time.hpp"
#include "doorward/domain/record.hpp"

namespace doorward::inline app {

struct PartNotice {
  std::string part;
  Event event;         // kDeviceLost or kDeviceBack.
  std::string detail;  // For people; what the part says of itself.

  friend bool operator==(const PartNotice&, const PartNotice&) = default;
};

class PartWatch {
 public:
  static constexpr std::chrono::minutes kInterval{1};

  // What `reports` say that has not been told yet, in the order of the parts.
  std::vector<PartNotice> Look(const std::map<std::string, HealthReport>& reports, SteadyTime now);

 private:
  // What the log knows of a part.
  struct Told {
    bool lost = false;
    std::uint64_t losses = 0;           // Told of, or counted as left out.
    std::optional<SteadyTime> lost_at;  // When the newest loss was told.
  };

  std::map<std::string, Told> told_;
};

}  // namespace doorward::inline app
