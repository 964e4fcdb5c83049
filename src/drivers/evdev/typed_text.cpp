#include "drivers/evdev/typed_text.hpp"

#include <utility>

namespace doorward::inline drivers {

void TypedText::Add(std::string_view text, SteadyTime now) {
  Expire(now);
  last_key_at_ = now;
  if (text.empty() || pending_.size() + text.size() > max_item_bytes_) spoilt_ = true;
  if (!spoilt_) pending_ += text;
}

std::optional<std::string> TypedText::End(SteadyTime now) {
  Expire(now);
  if (pending_.empty() && !spoilt_) return std::nullopt;
  std::optional<std::string> item;
  if (spoilt_) {
    ++dropped_;
  } else {
    item = std::move(pending_);
  }
  Reset();
  return item;
}

void TypedText::Spoil(SteadyTime now) {
  Expire(now);
  last_key_at_ = now;
  spoilt_ = true;
}

void TypedText::Expire(SteadyTime now) {
  if (now - last_key_at_ <= kPatience) return;
  if (spoilt_ || !pending_.empty()) ++dropped_;
  Reset();
}

void TypedText::Reset() {
  pending_.clear();
  spoilt_ = false;
}

}  // namespace doorward::inline drivers
