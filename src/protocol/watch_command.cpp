#include "doorward/protocol/watch_command.hpp"

#include "doorward/protocol/record_commands.hpp"

namespace doorward::inline protocol {
namespace {

void ReadFilter(JsonReader& reader, Watch& command) {
  RecordSeq after_seq = 0;
  if (reader.Optional("after_seq", after_seq, Range{0, kMaxRecordSeq})) {
    command.after_seq = after_seq;
  }
  ReadKind(reader, command.kind);
  reader.Optional("person", command.person);
}

void CheckSense(JsonReader& reader, const Json& arguments, const Watch& command) {
  if (command.records) return;
  for (const char* key : {"after_seq", "kind", "person"}) {
    if (arguments.contains(key)) {
      reader.faults().Add(key, "is of records, and \"records\" is false");
    }
  }
  if (!command.status) {
    reader.faults().Add("status", "there is nothing to watch: neither records nor the status");
  }
}

}  // namespace

Result<Watch> Watch::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  Watch command;
  reader.Optional("records", command.records);
  reader.Optional("status", command.status);
  ReadFilter(reader, command);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  CheckSense(reader, arguments, command);
  DW_TRY(faults.ToStatus());
  return command;
}

Json Watch::ToJson() const {
  Json json{{"records", records}, {"status", status}};
  if (after_seq) json["after_seq"] = *after_seq;
  if (kind) json["kind"] = RecordKindName(*kind);
  if (!person.empty()) json["person"] = person.str();
  return json;
}

std::string WatchLines::Overwritten(const SeqRange& range) const {
  return Line("overwritten", {{"from", range.from}, {"to", range.to}});
}

std::string WatchLines::Line(const char* key, const Json& value) const {
  return DumpJson({{"watch", id_}, {key, value}});
}

}  // namespace doorward::inline protocol
