// A bounded queue in which each sender has its share: senders take turns, each in its own order, and when
// it is full the sender that holds most gives way. So a flood is refused at its own sender's cost.
//
// Thread-safety: none.

#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace doorward::inline sync {

template <typename T>
class FairQueue {
 public:
  explicit FairQueue(std::size_t capacity) : capacity_(capacity) {}

  // Takes `item` in. Returns what had to give way for it, which may be `item` itself.
  std::optional<T> Push(const std::string& sender, T item) {
    Append(sender, std::move(item));
    if (size_ <= capacity_) return std::nullopt;
    return TakeNewestOf(Largest(sender));
  }

  // The next item of the sender whose turn it is.
  std::optional<T> Pop() {
    if (turns_.empty()) return std::nullopt;
    const std::string sender = std::move(turns_.front());
    turns_.pop_front();
    auto share = shares_.find(sender);
    T item = std::move(share->second.front());
    share->second.pop_front();
    --size_;
    if (share->second.empty()) {
      shares_.erase(share);
    } else {
      turns_.push_back(sender);
    }
    return item;
  }

  bool empty() const { return size_ == 0; }

 private:
  void Append(const std::string& sender, T item) {
    std::deque<T>& share = shares_[sender];
    if (share.empty()) turns_.push_back(sender);
    share.push_back(std::move(item));
    ++size_;
  }

  // Of two that hold as much, `newcomer` gives way.
  std::string Largest(const std::string& newcomer) const {
    auto largest = shares_.find(newcomer);
    for (auto share = shares_.begin(); share != shares_.end(); ++share) {
      if (share->second.size() > largest->second.size()) largest = share;
    }
    return largest->first;
  }

  T TakeNewestOf(const std::string& sender) {
    auto share = shares_.find(sender);
    T item = std::move(share->second.back());
    share->second.pop_back();
    --size_;
    if (share->second.empty()) {
      shares_.erase(share);
      std::erase(turns_, sender);
    }
    return item;
  }

  const std::size_t capacity_;
  std::size_t size_ = 0;
  std::map<std::string, std::deque<T>> shares_;  // None is empty.
  std::deque<std::string> turns_;                // Each sender that has a share, once.
};

}  // namespace doorward::inline sync
