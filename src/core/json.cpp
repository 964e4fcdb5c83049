#include "doorward/core/json.hpp"

#include <optional>
#include <set>
#include <vector>

#include "doorward/core/bytes.hpp"

namespace doorward::inline core {
namespace {

constexpr std::size_t kMaxShown = 200;  // Bytes of the document's own text in a message.

auto Bad(std::string message, std::string path = {}) {
  return Fail(ErrorCode::kInvalidArgument, std::move(message), std::move(path));
}

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

// Follows the parser through the document, and notes what JSON's grammar lets pass: two equal keys,
// and NUL in a text.
class StrictBuilder {
 public:
  bool operator()(int /*depth*/, Json::parse_event_t event, Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start: levels_.push_back({.is_array = false}); break;
      case Json::parse_event_t::array_start: levels_.push_back({.is_array = true}); break;
      case Json::parse_event_t::key: TakeKey(parsed.get_ref<const std::string&>()); break;
      case Json::parse_event_t::value:
        if (parsed.is_string()) CheckText(parsed.get_ref<const std::string&>());
        EndElement();
        break;
      case Json::parse_event_t::object_end:
      case Json::parse_event_t::array_end:
        levels_.pop_back();
        EndElement();
        break;
    }
    return true;
  }

  // The first fault, if there was one.
  const std::optional<Error>& fault() const { return fault_; }

  // Where the parser is: "people[3].name".
  std::string Path() const {
    std::string path;
    for (const Level& level : levels_) {
      if (level.is_array) {
        path += "[" + std::to_string(level.index) + "]";
      } else {
        path += (path.empty() ? "" : ".") + level.key;
      }
    }
    return SanitizeText(path, kMaxShown);
  }

 private:
  struct Level {
    bool is_array;
    std::size_t index = 0;            // Of the current element of an array.
    std::string key = {};             // Of the current member of an object.
    std::set<std::string> keys = {};  // Of all its members so far.
  };

  void TakeKey(const std::string& key) {
    Level& object = levels_.back();
    object.key = key;
    CheckText(key);
    if (!object.keys.insert(key).second) {
      Note("the key \"" + SanitizeText(key, kMaxShown) + "\" is there twice");
    }
  }

  void CheckText(const std::string& text) {
    if (text.find('\0') != std::string::npos) Note("a text contains NUL");
  }

  void EndElement() {
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().index;
  }

  void Note(const std::string& what) {
    if (!fault_) fault_ = Error{ErrorCode::kInvalidArgument, "not strict JSON: " + what, Path()};
  }

  std::vector<Level> levels_;
  std::optional<Error> fault_;
};

// The part of nlohmann's message that says where and what. Not its error number; and not the text
// that it read last, which may be a PIN.
std::string Readable(std::string_view what) {
  what = what.substr(0, what.find("; last read: '"));
  const std::size_t start = what.find("at line");
  return SanitizeText(start == std::string_view::npos ? what : what.substr(start), kMaxShown);
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
    if (builder.fault()) return Fail(*builder.fault());
    return json;
  } catch (const Json::out_of_range&) {
    return Bad("not JSON: a number is out of range", builder.Path());
  } catch (const Json::exception& error) {
    return Bad("not JSON: " + Readable(error.what()));
  }
}

std::string DumpJson(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace doorward::inline core
