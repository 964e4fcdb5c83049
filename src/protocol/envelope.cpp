#include "doorward/protocol/envelope.hpp"

#include <algorithm>

#include "doorward/core/json_reader.hpp"

namespace doorward::inline protocol {
namespace {

void ReadId(JsonReader& reader, std::string& id) {
  std::string text;
  if (!reader.Required("id", text, NonEmpty(64))) return;
  const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
  if (std::all_of(text.begin(), text.end(), is_visible)) {
    id = std::move(text);
  } else {
    reader.faults().Add(reader.PathOf("id"), "expected 1 to 64 visible ASCII characters");
  }
}

void ReadName(JsonReader& reader, std::string& name) {
  std::string text;
  if (!reader.Required("name", text, NonEmpty(64))) return;
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '.'; };
  if (std::all_of(text.begin(), text.end(), is_allowed)) {
    name = std::move(text);
  } else {
    reader.faults().Add(reader.PathOf("name"), "expected a command's name, such as people.put");
  }
}

}  // namespace

Status ReadEnvelope(std::string_view payload, Envelope& envelope) {
  DW_TRY_ASSIGN(Json document, ParseJson(payload));

  JsonFaults faults;
  JsonReader reader(document, "", faults);
  ReadId(reader, envelope.id);
  ReadName(reader, envelope.name);
  reader.Optional("issued_at", envelope.issued_at);
  reader.Optional("expires_at", envelope.expires_at);
  const Json* arguments = reader.Find("arguments");
  if (arguments != nullptr && !arguments->is_object()) {
    faults.Add(reader.PathOf("arguments"), "expected an object");
  }
  reader.Finish();
  DW_TRY(faults.ToStatus());

  if (arguments != nullptr) envelope.arguments = std::move(document["arguments"]);
  return {};
}

std::string WriteEnvelope(const Envelope& envelope) {
  Json json{{"id", envelope.id}, {"name", envelope.name}, {"arguments", envelope.arguments}};
  if (envelope.issued_at) json["issued_at"] = FormatTime(*envelope.issued_at);
  if (envelope.expires_at) json["expires_at"] = FormatTime(*envelope.expires_at);
  return DumpJson(json);
}

}  // namespace doorward::inline protocol
