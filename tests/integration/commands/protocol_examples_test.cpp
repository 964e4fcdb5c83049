// Every command that PROTOCOL.md shows is carried out, in order, and answered as it says.

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <sstream>

#include "doorward/core/file.hpp"
#include "doorward/vision/image_codec.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward::protocol_examples_test {

struct Example {
  std::string kind;  // The word behind "json" on the fence.
  std::string text;
  int line = 0;
  bool enrols = false;  // Of the page's section about a terminal that enrols by itself.
};

std::vector<Example> ReadExamples() {
  const char* source = std::getenv("DOORWARD_SOURCE");
  const auto text =
      ReadFile(std::filesystem::path(source == nullptr ? "." : source) / "src/protocol/PROTOCOL.md",
               1024 * 1024);
  if (!text) return {};
  std::vector<Example> examples;
  std::istringstream lines(*text);
  bool inside = false;
  bool enrols = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!inside && line.starts_with("```json ")) {
      examples.push_back({.kind = line.substr(8), .text = "", .line = number, .enrols = enrols});
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (!inside && line.starts_with("## ")) {
      enrols = line == "## Enrollment at the terminal";
    } else if (inside) {
      examples.back().text += line + "\n";
    }
  }
  return examples;
}

std::string WithPhoto(std::string text) {
  const Image grey{.width = 64, .height = 64, .bgr = Bytes(64 * 64 * 3, 128)};
  const std::string placeholder = "<photo>";
  const std::size_t at = text.find(placeholder);
  if (at != std::string::npos) text.replace(at, placeholder.size(), ToBase64(*EncodeJpeg(grey)));
  return text;
}

// In what is shown, "…" stands for any value, and as a key for any further keys.
bool Matches(const Json& shown, const Json& actual) {
  if (shown == "…") return true;
  if (shown.is_array()) {
    if (!actual.is_array() || shown.size() != actual.size()) return false;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (!Matches(shown[i], actual[i])) return false;
    }
    return true;
  }
  if (!shown.is_object()) return shown == actual;
  if (!actual.is_object()) return false;
  std::size_t keys = 0;
  for (const auto& [key, value] : shown.items()) {
    if (key == "…") continue;
    if (!actual.contains(key) || !Matches(value, actual[key])) return false;
    ++keys;
  }
  return shown.contains("…") || keys == actual.size();
}

TEST(ProtocolExamples, AreAnsweredAsShown) {
  TerminalRig enrolling({.readers = true, .enrols_at_device = true});
  TerminalRig rig;
  rig.engine().Show({FakeFaceEngine::FaceOf(FaceOf(1))});
  std::string reply;
  int commands = 0;
  for (const Example& example : ReadExamples()) {
    SCOPED_TRACE("PROTOCOL.md:" + std::to_string(example.line));
    if (example.kind == "command") {
      ASSERT_TRUE(reply.empty()) << "the command before has no reply";
      TerminalRig& asked = example.enrols ? enrolling : rig;
      reply = asked.router().Handle(WithPhoto(example.text), BackOffice());
      ++commands;
    } else if (example.kind == "reply") {
      ASSERT_FALSE(reply.empty()) << "no command stands before this reply";
      EXPECT_TRUE(Matches(Json::parse(example.text), Json::parse(reply))) << reply;
      reply.clear();
    }
  }
  EXPECT_GE(commands, 25);
}

TEST(ProtocolExamples, ShowEveryCommandThatThereIs) {
  std::set<std::string> shown;
  for (const Example& example : ReadExamples()) {
    if (example.kind != "command" || !example.text.starts_with("{")) continue;
    shown.insert(Json::parse(example.text)["name"]);
  }
  for (const CommandSpec& spec : Catalogue()) {
    const std::string name(spec.name);
    if (name.starts_with("set.")) continue;
    EXPECT_TRUE(shown.contains(name)) << name;
  }
}

TEST(ProtocolExamples, AreComparedStrictly) {
  EXPECT_TRUE(Matches({{"a", "…"}}, {{"a", 1}}));
  EXPECT_TRUE(Matches({{"a", 1}, {"…", "…"}}, {{"a", 1}, {"b", 2}}));
  EXPECT_FALSE(Matches({{"a", 1}}, {{"a", 1}, {"b", 2}}));
  EXPECT_FALSE(Matches({{"a", 1}, {"…", "…"}}, {{"a", 2}}));
  EXPECT_FALSE(Matches({{"a", {1}}}, {{"a", {1, 2}}}));
}

}  // namespace doorward::protocol_examples_test
