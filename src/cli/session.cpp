#include "cli/session.hpp"

#include <cstdio>

#include "doorward/core/printable.hpp"

namespace doorward {

bool CliSession::Open() {
  if (link_) return true;
  auto link = Link::Open(link_options);
  if (!link) {
    Complain(link.error(), kExitUnreachable);
    return false;
  }
  link_ = std::move(*link);
  return true;
}

std::optional<Json> CliSession::Call(std::string_view name, Json arguments) {
  if (!Open()) return std::nullopt;
  auto answer = link_->Call(name, std::move(arguments));
  if (!answer) {
    Complain(answer.error(), kExitUnreachable);
    return std::nullopt;
  }
  if (!answer->ok) {
    Complain(answer->error);
    return std::nullopt;
  }
  return std::move(answer->result);
}

std::optional<Json> CliSession::CallPaged(std::string_view name, std::string_view key,
                                          Json arguments) {
  const std::string member(key);
  Json all = Json::array();
  while (true) {
    auto page = Call(name, arguments);
    if (!page) return std::nullopt;
    for (Json& item : (*page)[member]) all.push_back(std::move(item));
    if (!page->contains("next") || (*page)["next"].is_null()) return all;
    arguments["after"] = (*page)["next"];
  }
}

void CliSession::Complain(const Error& error, int code) {
  Fail(code);
  if (json) {
    const Json line{
        {"error",
         {{"code", ErrorCodeName(error.code)}, {"message", error.message}, {"path", error.path}}}};
    std::fprintf(stderr, "%s\n", Printable(DumpJson(line)).c_str());
  } else {
    std::fprintf(stderr, "doorctl: %s\n", PrintableLines(error.Text()).c_str());
  }
}

void CliSession::Print(const Json& json_form, const std::string& text) const {
  PrintPainted(json_form, json ? std::string() : PrintableLines(text));
}

void CliSession::PrintPainted(const Json& json_form, const std::string& text) const {
  std::printf("%s\n", json ? Printable(DumpJson(json_form)).c_str() : text.c_str());
  std::fflush(stdout);
}

}  // namespace doorward
