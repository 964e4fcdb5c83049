// Reads one JSON object key by key, and notes every fault with its path instead of stopping at the
// first, so that one edit can mend them all.
//
//   JsonFaults faults;
//   JsonReader reader(json, "doors[0]", faults);
//   reader.Required("id", config.id, IdText());
//   reader.Optional("release_for_ms", config.release_for, Range(500, 60'000));
//   reader.Finish();               // Unknown keys are faults, with a suggestion.
//   DW_TRY(faults.ToStatus());
//
// A value that is faulty or absent leaves its target as it was.
//
// Thread-safety: none. Ownership: refers to the document and to `faults`, which outlive it.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/core/json.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline core {

// Faults in the order they were found, each "path: what is wrong". The first kMaxKept are kept; of
// the others only how many there are, since a document from outside may have very many.
class JsonFaults {
 public:
  static constexpr std::size_t kMaxKept = 100;

  void Add(std::string path, std::string message);
  bool empty() const { return faults_.empty(); }
  std::size_t count() const { return faults_.size() + left_out_; }
  const std::vector<Error>& faults() const { return faults_; }  // Those kept.

  // Ok, or kInvalidArgument: the path of the first fault, and every fault that was kept on a line of
  // its own (the first without its path, which stands in Error::path); then "and N more".
  Status ToStatus() const;

 private:
  std::vector<Error> faults_;
  std::size_t left_out_ = 0;
};

// Bounds for text. Text from outside is always bounded, and always UTF-8 without NUL.
struct TextRule {
  std::size_t min_bytes = 0;
  std::size_t max_bytes = 256;
  bool is_id = false;  // IsValidId() holds.
};
inline TextRule MaxLength(std::size_t bytes) { return {.max_bytes = bytes}; }
inline TextRule NonEmpty(std::size_t max_bytes) { return {.min_bytes = 1, .max_bytes = max_bytes}; }
inline TextRule IdText() { return {.min_bytes = 1, .max_bytes = 64, .is_id = true}; }

struct Range {  // Inclusive.
  std::int64_t min;
  std::int64_t max;
};

class JsonReader {
 public:
  // Notes a fault if `json` is not an object; every later read then finds nothing.
  JsonReader(const Json& json, std::string path, JsonFaults& faults);

  // Each returns true if the key was there and good. Required*: absence is a fault.
  bool Required(std::string_view key, std::string& target, TextRule rule);
  bool Optional(std::string_view key, std::string& target, TextRule rule);
  bool Required(std::string_view key, std::int64_t& target, Range range);
  bool Optional(std::string_view key, std::int64_t& target, Range range);
  bool Optional(std::string_view key, double& target, double min, double max);
  bool Required(std::string_view key, bool& target);
  bool Optional(std::string_view key, bool& target);
  bool Required(std::string_view key, WallTime& target);
  bool Optional(std::string_view key, WallTime& target);
  bool Optional(std::string_view key, std::optional<WallTime>& target);
  bool Optional(std::string_view key, Milliseconds& target, Range range);

  template <typename Tag>
  bool Required(std::string_view key, Id<Tag>& target) {
    std::string text;
    if (!Required(key, text, IdText())) return false;
    target = Id<Tag>(std::move(text));
    return true;
  }
  template <typename Tag>
  bool Optional(std::string_view key, Id<Tag>& target) {
    std::string text;
    if (!Optional(key, text, IdText())) return false;
    target = Id<Tag>(std::move(text));
    return true;
  }

  // One of a closed list; the fault names the list. Returns the index, or -1.
  int RequiredChoice(std::string_view key, const std::vector<std::string_view>& choices);
  int OptionalChoice(std::string_view key, const std::vector<std::string_view>& choices);

  // The value itself, marked as known; null if absent. For nested objects and unions.
  const Json* Find(std::string_view key);
  const Json* Require(std::string_view key);

  // An array of at most `max_size`; calls `read(element, path)` for each.
  using ReadElement = std::function<void(const Json& element, const std::string& path)>;
  bool RequiredArray(std::string_view key, std::size_t max_size, const ReadElement& read);
  bool OptionalArray(std::string_view key, std::size_t max_size, const ReadElement& read);

  // Notes every key that nobody asked for, with the nearest known one as a suggestion.
  void Finish();

  // "doors[0].id" for the key "id".
  std::string PathOf(std::string_view key) const;
  JsonFaults& faults() { return faults_; }

 private:
  const Json& json_;
  std::string path_;
  JsonFaults& faults_;
  std::set<std::string, std::less<>> known_;
};

// Reads `json` itself as text under `rule`; a fault at `path` and false if it is not.
bool ReadText(const Json& json, const std::string& path, TextRule rule, JsonFaults& faults,
              std::string& target);

}  // namespace doorward::inline core
