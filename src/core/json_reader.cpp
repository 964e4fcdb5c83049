#include "doorward/core/json_reader.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "doorward/core/bytes.hpp"

namespace doorward::inline core {
namespace {

std::string Expected(std::string_view what, const Json& found) {
  return "expected " + std::string(what) + ", found " +
         (found.is_null() ? std::string("null") : std::string(found.type_name()));
}

std::string ListOf(const std::vector<std::string_view>& choices) {
  std::string list;
  for (const std::string_view choice : choices) {
    list += list.empty() ? "" : ", ";
    list += choice;
  }
  return list;
}

// Levenshtein's distance, two rows at a time.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row.back();
}

constexpr std::size_t kNearEnough = 3;
constexpr std::size_t kMaxKeyShown = 64;

}  // namespace

void JsonFaults::Add(std::string path, std::string message) {
  if (faults_.size() == kMaxKept) {
    ++left_out_;
    return;
  }
  faults_.push_back({ErrorCode::kInvalidArgument, std::move(message), std::move(path)});
}

Status JsonFaults::ToStatus() const {
  if (faults_.empty()) return {};
  Error all = faults_.front();
  for (std::size_t i = 1; i < faults_.size(); ++i) all.message += "\n" + faults_[i].Text();
  if (left_out_ > 0) all.message += "\nand " + std::to_string(left_out_) + " more";
  return Fail(std::move(all));
}

bool ReadText(const Json& json, const std::string& path, TextRule rule, JsonFaults& faults,
              std::string& target) {
  if (!json.is_string()) {
    faults.Add(path, Expected("a string", json));
    return false;
  }
  const auto& text = json.get_ref<const std::string&>();
  if (rule.is_id && !IsValidId(text)) {
    faults.Add(path, "expected an id: 1 to 64 of A-Z a-z 0-9 _ - . : @");
    return false;
  }
  if (text.size() < rule.min_bytes) {
    faults.Add(path, text.empty() ? "must not be empty"
                                  : "shorter than " + std::to_string(rule.min_bytes) + " bytes");
    return false;
  }
  if (text.size() > rule.max_bytes) {
    faults.Add(path, "longer than " + std::to_string(rule.max_bytes) + " bytes");
    return false;
  }
  target = text;
  return true;
}

JsonReader::JsonReader(const Json& json, std::string path, JsonFaults& faults)
    : json_(json), path_(std::move(path)), faults_(faults) {
  if (!json_.is_object()) faults_.Add(path_, Expected("an object", json_));
}

std::string JsonReader::PathOf(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

const Json* JsonReader::Find(std::string_view key) {
  known_.emplace(key);
  if (!json_.is_object()) return nullptr;
  const auto found = json_.find(std::string(key));
  return found == json_.end() ? nullptr : &*found;
}

const Json* JsonReader::Require(std::string_view key) {
  const Json* found = Find(key);
  if (found == nullptr && json_.is_object()) faults_.Add(PathOf(key), "missing");
  return found;
}

bool JsonReader::Required(std::string_view key, std::string& target, TextRule rule) {
  return Require(key) != nullptr && Optional(key, target, rule);
}

bool JsonReader::Optional(std::string_view key, std::string& target, TextRule rule) {
  const Json* found = Find(key);
  return found != nullptr && ReadText(*found, PathOf(key), rule, faults_, target);
}

bool JsonReader::Required(std::string_view key, std::int64_t& target, Range range) {
  return Require(key) != nullptr && Optional(key, target, range);
}

bool JsonReader::Optional(std::string_view key, std::int64_t& target, Range range) {
  const Json* found = Find(key);
  if (found == nullptr) return false;
  if (!found->is_number_integer()) {
    faults_.Add(PathOf(key), Expected("a whole number", *found));
    return false;
  }
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const bool unreadable = found->is_number_unsigned() && found->get<std::uint64_t>() > kLargest;
  const std::int64_t value = unreadable ? 0 : found->get<std::int64_t>();
  const bool outside = unreadable || value < range.min || value > range.max;
  if (outside) {
    faults_.Add(PathOf(key), found->dump() + " is outside " + std::to_string(range.min) + ".." +
                                 std::to_string(range.max));
    return false;
  }
  target = value;
  return true;
}

bool JsonReader::Optional(std::string_view key, double& target, double min, double max) {
  const Json* found = Find(key);
  if (found == nullptr) return false;
  if (!found->is_number()) {
    faults_.Add(PathOf(key), Expected("a number", *found));
    return false;
  }
  const double value = found->get<double>();
  if (!(value >= min && value <= max)) {
    faults_.Add(PathOf(key),
                found->dump() + " is outside " + Json(min).dump() + ".." + Json(max).dump());
    return false;
  }
  target = value;
  return true;
}

bool JsonReader::Required(std::string_view key, bool& target) {
  return Require(key) != nullptr && Optional(key, target);
}

bool JsonReader::Optional(std::string_view key, bool& target) {
  const Json* found = Find(key);
  if (found == nullptr) return false;
  if (!found->is_boolean()) {
    faults_.Add(PathOf(key), Expected("true or false", *found));
    return false;
  }
  target = found->get<bool>();
  return true;
}

bool JsonReader::Required(std::string_view key, WallTime& target) {
  return Require(key) != nullptr && Optional(key, target);
}

bool JsonReader::Optional(std::string_view key, WallTime& target) {
  std::string text;
  if (!Optional(key, text, MaxLength(64))) return false;
  const auto time = ParseTime(text);
  if (!time) {
    faults_.Add(PathOf(key), time.error().message);
    return false;
  }
  target = *time;
  return true;
}

bool JsonReader::Optional(std::string_view key, std::optional<WallTime>& target) {
  WallTime time;
  if (!Optional(key, time)) return false;
  target = time;
  return true;
}

bool JsonReader::Optional(std::string_view key, Milliseconds& target, Range range) {
  std::int64_t count = 0;
  if (!Optional(key, count, range)) return false;
  target = Milliseconds(count);
  return true;
}

int JsonReader::RequiredChoice(std::string_view key, const std::vector<std::string_view>& choices) {
  return Require(key) == nullptr ? -1 : OptionalChoice(key, choices);
}

int JsonReader::OptionalChoice(std::string_view key, const std::vector<std::string_view>& choices) {
  const Json* found = Find(key);
  if (found == nullptr) return -1;
  if (found->is_string()) {
    const auto at = std::find(choices.begin(), choices.end(), found->get_ref<const std::string&>());
    if (at != choices.end()) return static_cast<int>(at - choices.begin());
  }
  faults_.Add(PathOf(key), "expected one of " + ListOf(choices));
  return -1;
}

bool JsonReader::RequiredArray(std::string_view key, std::size_t max_size,
                               const ReadElement& read) {
  return Require(key) != nullptr && OptionalArray(key, max_size, read);
}

bool JsonReader::OptionalArray(std::string_view key, std::size_t max_size,
                               const ReadElement& read) {
  const Json* found = Find(key);
  if (found == nullptr) return false;
  if (!found->is_array()) {
    faults_.Add(PathOf(key), Expected("an array", *found));
    return false;
  }
  if (found->size() > max_size) {
    faults_.Add(PathOf(key), "has " + std::to_string(found->size()) + " elements; at most " +
                                 std::to_string(max_size) + " are allowed");
    return false;
  }
  for (std::size_t i = 0; i < found->size(); ++i) {
    read((*found)[i], PathOf(key) + "[" + std::to_string(i) + "]");
  }
  return true;
}

void JsonReader::Finish() {
  if (!json_.is_object()) return;
  for (const auto& [key, value] : json_.items()) {
    if (known_.contains(key)) continue;
    std::string message = "unknown key";
    const std::string* nearest = nullptr;
    std::size_t best = kNearEnough + 1;
    for (const std::string& known : known_) {
      const std::size_t distance = key.size() > kMaxKeyShown ? best : EditDistance(key, known);
      if (distance < best && distance < known.size()) {
        best = distance;
        nearest = &known;
      }
    }
    if (nearest != nullptr) message += " (did you mean \"" + *nearest + "\"?)";
    faults_.Add(PathOf(SanitizeText(key, kMaxKeyShown)), std::move(message));
  }
}

}  // namespace doorward::inline core
