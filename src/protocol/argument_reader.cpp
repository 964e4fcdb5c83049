#include "doorward/protocol/argument_reader.hpp"

namespace doorward::inline protocol {

void ArgumentReader::Optional(std::string_view key, std::size_t& target, Range range,
                              std::string_view) {
  std::int64_t number = 0;
  if (reader_.Optional(key, number, range)) target = static_cast<std::size_t>(number);
}

void ArgumentReader::Optional(std::string_view key, std::chrono::seconds& target, Range range,
                              std::string_view) {
  std::int64_t number = 0;
  if (reader_.Optional(key, number, range)) target = std::chrono::seconds(number);
}

void ArgumentReader::Optional(std::string_view key, std::optional<std::int64_t>& target,
                              Range range, std::string_view) {
  std::int64_t number = 0;
  if (reader_.Optional(key, number, range)) target = number;
}

void ArgumentReader::NotBoth(std::string_view one, std::string_view other) {
  if (reader_.Find(one) == nullptr || reader_.Find(other) == nullptr) return;
  reader_.faults().Add(std::string(other), "expected either \"" + std::string(one) + "\" or \"" +
                                               std::string(other) + "\"");
}

void ArgumentReader::ReadIds(std::string_view key, const std::function<void(std::string)>& take) {
  std::set<std::string> seen;
  reader_.RequiredArray(key, kMaxBatch, [&](const Json& json, const std::string& path) {
    std::string text;
    if (!ReadText(json, path, IdText(), reader_.faults(), text)) return;
    if (!seen.insert(text).second) reader_.faults().Add(path, "appears twice");
    take(std::move(text));
  });
}

}  // namespace doorward::inline protocol
