// The parts of one kind on a simulated board, by id.

#pragma once

#include <map>
#include <memory>
#include <string>

#include "doorward/core/result.hpp"

namespace doorward::inline drivers {

template <typename Part>
class PartTable {
 public:
  // `kind` is what people call these parts: "card reader".
  explicit PartTable(std::string kind) : kind_(std::move(kind)) {}

  // The part `id`; `make()` makes it if there is none.
  template <typename Make>
  std::shared_ptr<Part> FindOrMake(const std::string& id, Make make) {
    std::shared_ptr<Part>& part = parts_[id];
    if (!part) part = make();
    return part;
  }

  // The part `id`, or the only one if `id` is empty.
  Result<std::shared_ptr<Part>> Find(const std::string& id) const {
    if (id.empty() && parts_.size() == 1) return parts_.begin()->second;
    if (id.empty() && parts_.size() > 1) {
      return Fail(ErrorCode::kInvalidArgument, "say which " + kind_ + ": " + Ids());
    }
    const auto found = parts_.find(id);
    if (found != parts_.end()) return found->second;
    if (parts_.empty()) return Fail(ErrorCode::kNotFound, "there is no simulated " + kind_);
    return Fail(ErrorCode::kNotFound, "no such " + kind_ + "; there is: " + Ids());
  }

  // "in, out"
  std::string Ids() const {
    std::string ids;
    for (const auto& [id, part] : parts_) ids += (ids.empty() ? "" : ", ") + id;
    return ids;
  }

  const std::string& kind() const { return kind_; }
  const std::map<std::string, std::shared_ptr<Part>>& parts() const { return parts_; }

 private:
  const std::string kind_;
  std::map<std::string, std::shared_ptr<Part>> parts_;
};

}  // namespace doorward::inline drivers
