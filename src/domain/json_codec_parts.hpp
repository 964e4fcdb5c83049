// What the files of the JSON codec share. Private to domain.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "doorward/domain/json_codec.hpp"

namespace doorward::inline domain {

// A credential as the protocol has it: ready, or a photo still to be worked on.
using CredentialInput = std::variant<Credential, PhotoInput>;
CredentialInput ReadCredentialInput(const Json& json, const std::string& path, JsonFaults& faults);

// Reads two optional times; a fault if `until_key` is not after `from_key`.
Validity ReadValidity(JsonReader& reader, std::string_view from_key, std::string_view until_key);
void ValidityToJson(const Validity& validity, const char* from_key, const char* until_key,
                    Json& json);

// Reads an optional list of different ids.
template <typename T>
std::vector<T> ReadIds(JsonReader& reader, std::string_view key, std::size_t max_size) {
  std::vector<T> ids;
  reader.OptionalArray(key, max_size, [&](const Json& json, const std::string& path) {
    std::string text;
    if (!ReadText(json, path, IdText(), reader.faults(), text)) return;
    T id(std::move(text));
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
      reader.faults().Add(path, "is given twice");
    } else {
      ids.push_back(std::move(id));
    }
  });
  return ids;
}

}  // namespace doorward::inline domain
