#include "commands/envelope.hpp"

#include <algorithm>

#include "doorward/core/json_reader.hpp"

namespace doorward {
namespace {

constexpr std::size_t kMaxMessageBytes = 4096;

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

// A thousand faults need not all be told. Cuts after a whole line if there is one.
std::string Bounded(const std::string& message) {
  if (message.size() <= kMaxMessageBytes) return message;
  const std::size_t line_end = message.rfind('\n', kMaxMessageBytes);
  const std::size_t length = line_end == std::string::npos ? kMaxMessageBytes : line_end;
  return message.substr(0, length) + "\n(and more)";
}

Json ErrorToJson(const Error& error) {
  Json json{{"code", ErrorCodeName(error.code)}, {"message", Bounded(error.message)}};
  if (!error.path.empty()) json["path"] = error.path;
  return json;
}

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

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

Status CheckAge(const Envelope& envelope, std::chrono::seconds max_age, Origin origin,
                const Clock& clock) {
  const bool ages = max_age.count() > 0 && origin == Origin::kBackOffice;
  const bool trusted = clock.Trust() == ClockTrust::kTrusted;
  if (!trusted && (ages || envelope.expires_at)) {
    return Fail(ErrorCode::kExpired,
                "the terminal's clock is not set, so that it cannot tell how old this command is");
  }
  const WallTime now = clock.WallNow();
  if (trusted && envelope.issued_at && *envelope.issued_at > now + kFutureTolerance) {
    return Fail(ErrorCode::kInvalidArgument,
                "lies in the future; the terminal's clock shows " + FormatTime(now), "issued_at");
  }
  if (envelope.expires_at && now >= *envelope.expires_at) {
    return Fail(ErrorCode::kExpired, "the command expired before it was carried out");
  }
  if (!ages) return {};
  if (!envelope.issued_at) {
    return Fail(ErrorCode::kInvalidArgument, "missing; this command is refused when it is old",
                "issued_at");
  }
  if (now - *envelope.issued_at > max_age) {
    return Fail(ErrorCode::kExpired,
                "the command is older than " + std::to_string(max_age.count()) + " s");
  }
  return {};
}

std::optional<WallTime> RepeatableUntil(const Envelope& envelope, std::chrono::seconds max_age,
                                        Origin origin, WallTime now) {
  if (max_age.count() == 0 || origin != Origin::kBackOffice) return std::nullopt;
  return std::max(now, envelope.issued_at.value_or(now)) + max_age + kFutureTolerance;
}

std::string MakeReply(const Envelope& envelope, const Result<Json>& outcome, WallTime at) {
  Json reply{{"id", TextOrNull(envelope.id)},
             {"name", TextOrNull(envelope.name)},
             {"ok", outcome.has_value()},
             {"at", FormatTime(at)}};
  if (outcome) {
    reply["result"] = *outcome;
  } else {
    reply["error"] = ErrorToJson(outcome.error());
  }
  std::string text = DumpJson(reply);
  if (text.size() <= kMaxReplyBytes) return text;
  return MakeReply(envelope, Fail(ErrorCode::kResourceExhausted, "the reply would exceed 1 MiB"),
                   at);
}

}  // namespace doorward
