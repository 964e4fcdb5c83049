// records.query and records.snapshot.

#pragma once

#include <optional>

#include "doorward/domain/record.hpp"
#include "doorward/protocol/command.hpp"
#include "doorward/protocol/page_request.hpp"

namespace doorward::inline protocol {

inline constexpr std::size_t kMaxCodeBytes = 1024;  // As of a credential.

//   {"after_seq": 4700, "limit": 100, "person": "1001", "kind": "access"}
//   {"code": "VISIT-7731"} or {"card": "04A1B2C3"}: what was shown, also where records do not tell it.
//     ->  {"log_id": "...", "records": [...], "next": 4800}
struct QueryRecords {
  static constexpr std::string_view kName = "records.query";
  static constexpr std::string_view kMeaning = "Gives records in the order of their numbers.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  RecordQuery query;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Optional("after_seq", self.query.after_seq, Range{0, kMaxRecordSeq},
                   "Those after this one.");
    visit.Optional("limit", self.query.limit, Range{1, kMaxPageItems}, "How many at most.");
    visit.Optional("person", self.query.person, "Of this person.");
    visit.OptionalWord("kind", self.query.kind, kRecordKinds, "Of this kind.");
    visit.Optional("card", self.query.card, NonEmpty(kMaxRecordText),
                   "A UID in hex that was shown.");
    visit.Optional("code", self.query.code, NonEmpty(kMaxCodeBytes),
                   "The text of a code that was shown.");
    visit.NotBoth("card", "code");
  }
  void Check(JsonFaults& faults);  // Has the card in the form of records.
};

//   {"seq": 4711}  ->  {"seq": 4711, "jpeg": "<base64>"}
struct GetSnapshot {
  static constexpr std::string_view kName = "records.snapshot";
  static constexpr std::string_view kMeaning = "Gives the picture kept with a record.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  RecordSeq seq = 0;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("seq", self.seq, Range{1, kMaxRecordSeq}, "The number of the record.");
  }
};

using RecordCommands = CommandList<QueryRecords, GetSnapshot>;

}  // namespace doorward::inline protocol
