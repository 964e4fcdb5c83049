#include "doorward/protocol/reply.hpp"

namespace doorward::inline protocol {
namespace {

constexpr std::size_t kMaxMessageBytes = 4096;
constexpr std::size_t kMaxReadBytes = 16 * 1024 * 1024;  // Room for those of other versions.

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

// The text at `key`, or `otherwise`.
std::string TextAt(const Json& json, const char* key, const char* otherwise) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

Error ReadError(const Json& json) {
  const auto code = ErrorCodeFromName(TextAt(json, "code", ""));
  return {.code = code.value_or(ErrorCode::kInternal),
          .message = TextAt(json, "message", "no reason given"),
          .path = TextAt(json, "path", "")};
}

}  // namespace

std::string WriteReply(const Envelope& command, const Result<Json>& outcome, WallTime at) {
  Json reply{{"id", TextOrNull(command.id)},
             {"name", TextOrNull(command.name)},
             {"ok", outcome.has_value()},
             {"at", FormatTime(at)}};
  if (outcome) {
    reply["result"] = *outcome;
  } else {
    reply["error"] = ErrorToJson(outcome.error());
  }
  std::string text = DumpJson(reply);
  if (text.size() <= kMaxReplyBytes) return text;
  return WriteReply(command, Fail(ErrorCode::kResourceExhausted, "the reply would exceed 1 MiB"),
                    at);
}

Result<Reply> ReadReply(std::string_view text) {
  DW_TRY_ASSIGN(const Json json, ParseJson(text, {.max_bytes = kMaxReadBytes}));
  if (!json.is_object() || !json.contains("ok") || !json["ok"].is_boolean()) {
    return Fail(ErrorCode::kDataLoss, "the reply is not one of a terminal's");
  }
  Reply reply{.id = TextAt(json, "id", ""), .name = TextAt(json, "name", "")};
  if (json["ok"].get<bool>()) {
    reply.outcome = json.value("result", Json::object());
  } else {
    const auto error = json.find("error");
    reply.outcome = Fail(ReadError(error == json.end() ? Json::object() : *error));
  }
  return reply;
}

}  // namespace doorward::inline protocol
