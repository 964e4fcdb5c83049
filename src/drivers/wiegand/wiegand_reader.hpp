// A Wiegand reader over any source of edges: the lines of a GPIO chip, or simulated ones.

#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "doorward/core/result.hpp"
#include "drivers/wiegand/wiegand_decoder.hpp"

namespace doorward::inline drivers {

struct WiegandEdges {
  std::vector<WiegandEdge> edges;
  bool lost_some = false;  // There may have been more.
};

class WiegandEdgeSource {
 public:
  virtual ~WiegandEdgeSource() = default;

  // Waits up to `patience` for edges and takes those there are. kUnavailable: the lines are gone.
  virtual Result<WiegandEdges> WaitForEdges(Milliseconds patience) = 0;

  // Which of the lines is pulled now, as for a pulse. kUnavailable: the lines are gone.
  virtual Result<ReaderInputs> PulledLines() = 0;

  virtual std::string_view name() const = 0;
};

std::unique_ptr<Reader> MakeWiegandReader(std::unique_ptr<WiegandEdgeSource> source, bool reversed);

}  // namespace doorward::inline drivers
