#include "doorward/core/json.hpp"

#include <cmath>
#include <set>
#include <vector>

#include "doorward/core/bytes.hpp"

namespace doorward {
namespace {

auto Bad(std::string message) { return Fail(ErrorCode::kInvalidArgument, std::move(message)); }

// Walks over the text once and measures how deep it nests, without building anything. What is not
// JSON is left for the parser to refuse.
class DepthMeter {
 public:
  DepthMeter(std::string_view text, bool comments) : text_(text), comments_(comments) {}

  bool Exceeds(int max_depth) {
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') {
        SkipString();
      } else if (c == '/' && comments_) {
        SkipComment();
      } else if (c == '[' || c == '{') {
        if (++depth > max_depth) return true;
      } else if (c == ']' || c == '}') {
        --depth;
      }
    }
    return false;
  }

 private:
  void SkipString() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\\') {
        ++at_;
      } else if (c == '"') {
        return;
      }
    }
  }

  // Ends a comment where nlohmann does: a line also ends with a carriage return. What ended later
  // here would hide how deep the rest nests.
  void SkipComment() {
    const bool block = text_.substr(at_, 1) == "*";
    const std::size_t end = block ? text_.find("*/", at_ + 1) : text_.find_first_of("\r\n", at_);
    at_ = end == std::string_view::npos ? text_.size() : end + (block ? 2 : 1);
  }

  std::string_view text_;
  bool comments_;
  std::size_t at_ = 0;
};

// Builds the document, and refuses what JSON's grammar lets pass: two equal keys, NUL in a text, and
// numbers that are not finite.
class StrictBuilder {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start:
        keys_.resize(static_cast<std::size_t>(depth) + 1);
        keys_.back().clear();
        break;
      case Json::parse_event_t::key: {
        const auto& key = parsed.get_ref<const std::string&>();
        CheckText(key);
        const auto level = static_cast<std::size_t>(depth) - 1;
        if (!keys_[level].insert(key).second) Note("the key \"" + key + "\" is there twice");
        break;
      }
      case Json::parse_event_t::value:
        if (parsed.is_string()) CheckText(parsed.get_ref<const std::string&>());
        if (parsed.is_number_float() && !std::isfinite(parsed.get<double>())) {
          Note("a number is out of range");
        }
        break;
      case Json::parse_event_t::object_end:
      case Json::parse_event_t::array_start:
      case Json::parse_event_t::array_end: break;
    }
    return true;
  }

  const std::string& fault() const { return fault_; }

 private:
  void CheckText(const std::string& text) {
    if (text.find('\0') != std::string::npos) Note("a text contains NUL");
  }

  void Note(std::string_view fault) {
    if (fault_.empty()) fault_ = SanitizeText(fault, 200);
  }

  std::vector<std::set<std::string>> keys_;
  std::string fault_;
};

// The part of nlohmann's message that says where and what, without its error numbers.
std::string Readable(const std::string& what) {
  const std::size_t start = what.find("at line");
  return SanitizeText(start == std::string::npos ? what : what.substr(start), 200);
}

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Bad("larger than " + std::to_string(limits.max_bytes) + " bytes");
  }
  if (!IsValidUtf8(text)) return Bad("not UTF-8");
  // nlohmann takes a NUL for the end of the text, and would never look at what follows.
  if (text.find('\0') != std::string_view::npos) return Bad("not JSON: it contains NUL");
  if (DepthMeter(text, limits.allow_comments).Exceeds(limits.max_depth)) {
    return Bad("nested deeper than " + std::to_string(limits.max_depth) + " levels");
  }
  StrictBuilder builder;
  try {
    Json json = Json::parse(text, std::ref(builder), true, limits.allow_comments);
    if (!builder.fault().empty()) return Bad("not strict JSON: " + builder.fault());
    return json;
  } catch (const Json::exception& error) {
    return Bad("not JSON: " + Readable(error.what()));
  }
}

std::string DumpJson(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace doorward
