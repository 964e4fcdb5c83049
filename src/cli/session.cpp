#include "cli/session.hpp"

#include <cstdio>

#include "cli/text_input.hpp"
#include "doorward/core/bytes.hpp"
#include "doorward/core/printable.hpp"
#include "doorward/protocol/page_request.hpp"
#include "doorward/protocol/reply.hpp"
#include "doorward/protocol/watch_command.hpp"

namespace doorward::inline cli {
namespace {

// The path of the first text that is not UTF-8; nullopt if all is.
std::optional<std::string> FindBroken(const Json& json, const std::string& path) {
  if (json.is_string() && !IsValidUtf8(json.get_ref<const std::string&>())) return path;
  if (!json.is_structured()) return std::nullopt;
  for (const auto& [key, value] : json.items()) {
    const std::string below =
        json.is_array() ? path + "[" + key + "]" : (path.empty() ? key : path + "." + key);
    if (auto found = FindBroken(value, below)) return found;
  }
  return std::nullopt;
}

const std::string kNotUtf8 =
    "not UTF-8, and was not sent: set this window to UTF-8 (as LANG=C.UTF-8 does) and type it "
    "again";

// What a reply that nobody asked for says: the terminal gives the watch up.
Error WhyItEnded(const Json& line) {
  const auto reply = ReadReply(DumpJson(line));
  if (reply && !reply->outcome) return reply->outcome.error();
  return {ErrorCode::kUnavailable, "the terminal ended the watch"};
}

void PrintError(const Json& error) {
  std::fprintf(stderr, "%s\n", Printable(DumpJson({{"error", error}})).c_str());
}

}  // namespace

bool CliSession::Open() {
  if (link_) return true;
  for (const std::string* text : {&link_options.device, &link_options.topic_prefix,
                                  &link_options.mqtt.username, &link_options.mqtt.url}) {
    if (IsValidUtf8(*text)) continue;
    Complain({ErrorCode::kInvalidArgument, "an option of the command line is " + kNotUtf8},
             kExitUsage);
    return false;
  }
  auto link = Link::Open(link_options);
  if (!link) {
    Complain(link.error(), kExitUnreachable);
    return false;
  }
  link_ = std::move(*link);
  return true;
}

std::optional<Result<Json>> CliSession::Ask(std::string_view name, Json arguments) {
  if (const auto path = FindBroken(arguments, "")) {
    Complain({ErrorCode::kInvalidArgument, kNotUtf8, *path}, kExitUsage);
    return std::nullopt;
  }
  if (!Open()) return std::nullopt;
  auto answer = link_->Call(name, std::move(arguments));
  if (!answer) {
    Complain(answer.error(), kExitUnreachable);
    return std::nullopt;
  }
  return std::move(*answer);
}

std::optional<Json> CliSession::Call(std::string_view name, Json arguments) {
  auto answer = Ask(name, std::move(arguments));
  if (!answer) return std::nullopt;
  if (!*answer) {
    Complain(answer->error());
    return std::nullopt;
  }
  return std::move(**answer);
}

bool CliSession::CanWatch() { return Open() && link_->carries_streams(); }

void CliSession::Watch(const Json& arguments, const std::function<void(const Json&)>& on_line) {
  if (!Call(doorward::Watch::kName, arguments)) return;
  while (true) {
    const auto line = link_->Next();
    if (!line) return Complain(line.error().While("watching the terminal"), kExitUnreachable);
    if (line->contains("ok"))
      return Complain(WhyItEnded(*line).While("watching the terminal"), kExitUnreachable);
    on_line(*line);
  }
}

std::optional<Json> CliSession::CallPaged(std::string_view name, std::string_view key) {
  const std::string member(key);
  Json all = Json::array();
  PageRequest request;
  while (true) {
    auto page = Call(name, ArgumentsOf(request));
    if (!page) return std::nullopt;
    for (Json& item : (*page)[member]) all.push_back(std::move(item));
    if (!page->contains("next") || !(*page)["next"].is_string()) return all;
    request.after = (*page)["next"].get<std::string>();
  }
}

Result<std::string> CliSession::ReadText(const std::string& file, std::size_t max_bytes) {
  DW_TRY_ASSIGN(std::string content, ReadInput(file, max_bytes));
  auto text = ToUtf8(std::move(content), encoding);
  if (!text) return doorward::Fail(text.error().While("reading " + file));
  return text;
}

void CliSession::Complain(const Error& error, int code) {
  Fail(code);
  if (json) {
    PrintError(
        {{"code", ErrorCodeName(error.code)}, {"message", error.message}, {"path", error.path}});
  } else {
    std::fprintf(stderr, "doorctl: %s\n", PrintableLines(error.Text()).c_str());
  }
}

void CliSession::ComplainAt(const std::string& file, std::size_t line, const Error& error) {
  Fail(kExitRefused);
  if (json) {
    PrintError({{"code", ErrorCodeName(error.code)},
                {"message", error.message},
                {"path", error.path},
                {"file", file},
                {"line", line}});
  } else {
    const std::string text = file + ", line " + std::to_string(line) + ": " + error.Text();
    std::fprintf(stderr, "doorctl: %s\n", PrintableLines(text).c_str());
  }
}

void CliSession::Note(const std::string& text) const {
  const std::string line =
      json ? Printable(DumpJson({{"note", text}})) : PrintableLines("doorctl: " + text);
  std::fprintf(stderr, "%s\n", line.c_str());
}

void CliSession::Print(const Json& json_form, const std::string& text) const {
  PrintPainted(json_form, json ? std::string() : PrintableLines(text));
}

void CliSession::PrintPainted(const Json& json_form, const std::string& text) const {
  std::printf("%s\n", json ? Printable(DumpJson(json_form)).c_str() : text.c_str());
  std::fflush(stdout);
}

}  // namespace doorward::inline cli
