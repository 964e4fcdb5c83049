#include "doorward/protocol/page_request.hpp"

namespace doorward::inline protocol {

void PageRequest::Read(JsonReader& reader) {
  reader.Optional("after", after, IdText());
  reader.Optional("limit", limit, Range{1, kMaxPageItems});
}

Json PageRequest::ToJson() const {
  Json json{{"limit", limit}};
  if (!after.empty()) json["after"] = after;
  return json;
}

}  // namespace doorward::inline protocol
