#include "doorward/protocol/watch_command.hpp"

namespace doorward::inline protocol {
void Watch::Check(JsonFaults& faults) const {
  if (records) return;
  const std::pair<const char*, bool> filters[] = {{"after_seq", after_seq.has_value()},
                                                  {"kind", kind.has_value()},
                                                  {"person", !person.empty()}};
  for (const auto& [key, given] : filters) {
    if (given) faults.Add(key, "is of records, and \"records\" is false");
  }
  if (!status) faults.Add("status", "there is nothing to watch: neither records nor the status");
}

std::string WatchLines::Overwritten(const SeqRange& range) const {
  return Line("overwritten", {{"from", range.from}, {"to", range.to}});
}

std::string WatchLines::Line(const char* key, const Json& value) const {
  return DumpJson({{"watch", id_}, {key, value}});
}

}  // namespace doorward::inline protocol
