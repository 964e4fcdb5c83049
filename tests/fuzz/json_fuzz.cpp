// JSON from outside. Whatever is accepted can be written, and read again as the same document; no
// text is accepted that hides a NUL or nests too deep.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "doorward/core/bytes.hpp"
#include "doorward/core/json.hpp"
#include "doorward/core/json_reader.hpp"

namespace {

using doorward::Json;

int DepthOf(const Json& json) {
  int deepest = 0;
  for (const Json& element : json) {
    if (json.is_structured()) deepest = std::max(deepest, DepthOf(element));
  }
  return json.is_structured() ? deepest + 1 : 0;
}

void Require(bool held) {
  if (!held) std::abort();
}

void ReadAsObject(const Json& json) {
  doorward::JsonFaults faults;
  doorward::JsonReader reader(json, "x", faults);
  std::string text;
  std::int64_t whole = 0;
  double real = 0;
  doorward::WallTime at;
  reader.Required("a", text, doorward::NonEmpty(8));
  reader.Required("b", whole, {-5, 5});
  reader.Optional("c", real, 0, 1);
  reader.Required("at", at);
  reader.OptionalArray("list", 3, [](const Json&, const std::string&) {});
  reader.Finish();
  const auto status = faults.ToStatus();
  Require(status.has_value() || doorward::IsValidUtf8(status.error().Text()));
}

void Try(std::string_view text, const doorward::JsonLimits& limits) {
  const auto json = doorward::ParseJson(text, limits);
  if (!json) {
    Require(json.error().code == doorward::ErrorCode::kInvalidArgument);
    Require(doorward::IsValidUtf8(json.error().message));
    return;
  }
  Require(text.find('\0') == std::string_view::npos);
  Require(DepthOf(*json) <= limits.max_depth);
  const auto again = doorward::ParseJson(doorward::DumpJson(*json));
  Require(again.has_value() && *again == *json);
  ReadAsObject(*json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = doorward::AsText({data, size});
  Try(text, {});
  Try(text, {.allow_comments = true});
  return 0;
}
