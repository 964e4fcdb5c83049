#include "drivers/serial_line/serial_item_parser.hpp"

#include <utility>

namespace doorward {
namespace {

constexpr char kStx = '\x02';
constexpr char kEtx = '\x03';
constexpr std::size_t kLineEndBytes = 2;

}  // namespace

std::vector<std::string> SerialItemParser::Feed(std::string_view bytes, SteadyTime now) {
  if (now - last_byte_at_ > kPatience) DropPending();
  if (!bytes.empty()) last_byte_at_ = now;

  std::vector<std::string> items;
  for (const char byte : bytes) Take(byte, items);
  return items;
}

void SerialItemParser::Take(char byte, std::vector<std::string>& items) {
  if (byte == kStx) {
    DropPending();
    framing_ = Framing::kFrame;
    return;
  }
  switch (framing_) {
    case Framing::kLine:
      if (byte == '\r' || byte == '\n') {
        EndLine(items);
      } else if (byte == kEtx) {
        Reset();
        ++dropped_;
      } else {
        Append(byte);
      }
      return;
    case Framing::kFrame:
      if (byte == kEtx) {
        EndFrame(items);
      } else {
        Append(byte);
      }
      return;
  }
}

void SerialItemParser::Append(char byte) {
  if (overlong_) return;
  if (pending_.size() == max_item_bytes_ + kLineEndBytes) {
    overlong_ = true;
    pending_.clear();
    return;
  }
  pending_.push_back(byte);
}

void SerialItemParser::EndLine(std::vector<std::string>& items) {
  if (pending_.empty() && !overlong_) return;
  Finish(items);
}

void SerialItemParser::EndFrame(std::vector<std::string>& items) {
  while (!pending_.empty() && (pending_.back() == '\r' || pending_.back() == '\n')) {
    pending_.pop_back();
  }
  Finish(items);
}

void SerialItemParser::Finish(std::vector<std::string>& items) {
  if (overlong_ || pending_.empty() || pending_.size() > max_item_bytes_) {
    ++dropped_;
  } else {
    items.push_back(std::move(pending_));
  }
  Reset();
}

void SerialItemParser::DropPending() {
  if (!pending_.empty() || overlong_ || framing_ == Framing::kFrame) ++dropped_;
  Reset();
}

void SerialItemParser::Reset() {
  framing_ = Framing::kLine;
  overlong_ = false;
  pending_.clear();
}

}  // namespace doorward
