#include "doorward/protocol/record_commands.hpp"

namespace doorward::inline protocol {

void QueryRecords::Check(JsonFaults& faults) {
  if (query.card.empty()) return;
  if (const auto uid = FromHex(query.card)) {
    query.card = ToHex(*uid);
  } else {
    faults.Add("card", "card uid: expected hex");
  }
}

}  // namespace doorward::inline protocol
