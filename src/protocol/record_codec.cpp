// One record as JSON. Batches and acknowledgements are in record_batch.cpp.

#include "doorward/protocol/record_codec.hpp"

#include "doorward/core/json_reader.hpp"

namespace doorward::inline protocol {
namespace {

constexpr std::size_t kDigestText = 128;

void PutText(Json& json, const char* key, std::string_view text) {
  if (!text.empty()) json[key] = std::string(text);
}

void AccessToJson(const Record& record, Json& json) {
  if (record.method) json["method"] = std::string(MethodName(*record.method));
  json["result"] = record.granted ? "granted" : "denied";
  if (record.reason) json["reason"] = std::string(ReasonName(*record.reason));
}

void WhoToJson(const Record& record, Json& json) {
  PutText(json, "person", record.person.str());
  if (!record.credential_type) return;
  json["credential"]["type"] = std::string(CredentialTypeName(*record.credential_type));
  const bool is_hidden = !record.credential_digest.empty();
  PutText(json["credential"], "digest", record.credential_digest);
  PutText(json["credential"], is_hidden ? "ends" : "value", record.credential_value);
}

// Reads a word of a closed list into `target`; true if there is one.
template <typename Target, typename FromName>
bool ReadWord(JsonReader& reader, std::string_view key, FromName from_name, Target& target) {
  std::string word;
  if (!reader.Optional(key, word, NonEmpty(64))) return false;
  const auto value = from_name(word);
  if (!value) {
    reader.faults().Add(reader.PathOf(key), "a word that this version does not know");
    return false;
  }
  target = *value;
  return true;
}

void ReadCredentialOf(JsonReader& reader, Record& record) {
  const Json* found = reader.Find("credential");
  if (found == nullptr) return;
  JsonReader credential(*found, reader.PathOf("credential"), reader.faults());
  ReadWord(credential, "type", CredentialTypeFromName, record.credential_type);
  credential.Optional("value", record.credential_value, MaxLength(kMaxRecordText));
  credential.Optional("ends", record.credential_value, MaxLength(kMaxRecordText));
  credential.Optional("digest", record.credential_digest, MaxLength(kDigestText));
}

std::optional<ClockTrust> ClockTrustFromName(std::string_view name) {
  if (name == "trusted") return ClockTrust::kTrusted;
  if (name == "unsure") return ClockTrust::kUnsure;
  return std::nullopt;
}

std::optional<bool> GrantedFromName(std::string_view name) {
  if (name == "granted") return true;
  if (name == "denied") return false;
  return std::nullopt;
}

// What a record of its kind must have.
void CheckWhole(JsonReader& reader, const Record& record, bool has_result) {
  const bool is_access = record.kind == RecordKind::kAccess;
  if (is_access && !has_result) reader.faults().Add(reader.PathOf("result"), "missing");
  if (is_access == record.event.has_value()) {
    reader.faults().Add(reader.PathOf("event"), is_access ? "belongs to no access" : "missing");
  }
}

}  // namespace

Json RecordToJson(const Record& record, const TimeZone& zone) {
  Json json = {{"seq", record.seq},
               {"at", zone.Format(record.at)},
               {"clock", record.clock == ClockTrust::kTrusted ? "trusted" : "unsure"},
               {"kind", std::string(RecordKindName(record.kind))}};
  if (record.event) json["event"] = std::string(EventName(*record.event));
  PutText(json, "detail", record.detail);
  PutText(json, "door", record.door.str());
  PutText(json, "reader", record.reader.str());
  if (record.direction) json["direction"] = std::string(DirectionName(*record.direction));
  const bool access = record.kind == RecordKind::kAccess;
  if (access) AccessToJson(record, json);
  WhoToJson(record, json);
  if (access || record.snapshot) json["snapshot"] = record.snapshot;
  if (access || record.late) json["late"] = record.late;
  return json;
}

Result<Record> ReadRecord(const Json& json, const std::string& path) {
  JsonFaults faults;
  JsonReader reader(json, path, faults);
  Record record;
  reader.Required("seq", record.seq, Range{1, kMaxRecordSeq});
  reader.Required("at", record.at);
  if (reader.Require("clock")) ReadWord(reader, "clock", ClockTrustFromName, record.clock);
  if (reader.Require("kind")) ReadWord(reader, "kind", RecordKindFromName, record.kind);
  ReadWord(reader, "event", EventFromName, record.event);
  reader.Optional("detail", record.detail, MaxLength(kMaxRecordText));
  reader.Optional("door", record.door);
  reader.Optional("reader", record.reader);
  ReadWord(reader, "direction", DirectionFromName, record.direction);
  ReadWord(reader, "method", MethodFromName, record.method);
  const bool has_result = ReadWord(reader, "result", GrantedFromName, record.granted);
  ReadWord(reader, "reason", ReasonFromName, record.reason);
  reader.Optional("person", record.person);
  ReadCredentialOf(reader, record);
  reader.Optional("snapshot", record.snapshot);
  reader.Optional("late", record.late);
  CheckWhole(reader, record, has_result);
  DW_TRY(faults.ToStatus());
  return record;
}

}  // namespace doorward::inline protocol
