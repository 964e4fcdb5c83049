// watch: records, and the status whenever it changes, as a stream behind the reply. Over the local socket alone.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "doorward/domain/record.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

//   {"after_seq": 4700, "kind": "access", "person": "1001", "status": true}
//     ->  {"log_id": "...", "last_seq": 4713}, and then a line for each thing: see WatchLines
struct Watch {
  static constexpr std::string_view kName = "watch";
  static constexpr std::string_view kMeaning =
      "Gives records and the status as they come, over the local socket alone.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  bool records = true;
  std::optional<RecordSeq> after_seq = {};  // Absent: from now on. So also the two below: any.
  std::optional<RecordKind> kind = {};
  PersonId person = {};
  bool status = false;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Optional("records", self.records, "Whether to give records.");
    visit.Optional("status", self.status, "Whether to give the status.");
    visit.Optional("after_seq", self.after_seq, Range{0, kMaxRecordSeq},
                   "From which on; absent: from now on.");
    visit.OptionalWord("kind", self.kind, kRecordKinds, "Records of this kind.");
    visit.Optional("person", self.person, "Records of this person.");
  }

  // A filter of records that are not asked for is a fault, and so is to ask for nothing.
  void Check(JsonFaults& faults) const;
};

using WatchCommands = CommandList<Watch>;

// The lines of the stream of the watch that the command `id` began, without their ends.
class WatchLines {
 public:
  explicit WatchLines(std::string id) : id_(std::move(id)) {}

  std::string Record(const Json& record) const { return Line("record", record); }
  std::string Status(const Json& status) const { return Line("status", status); }
  // These records will not come: the ring has overwritten them.
  std::string Overwritten(const SeqRange& range) const;
  // The log was damaged and made anew: what follows has this one's numbers.
  std::string NewLog(std::string_view log_id) const { return Line("log_id", std::string(log_id)); }

 private:
  std::string Line(const char* key, const Json& value) const;

  std::string id_;
};

}  // namespace doorward::inline protocol
