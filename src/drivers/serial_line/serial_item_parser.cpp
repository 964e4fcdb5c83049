#include "drivers/serial_line/serial_item_parser.hpp"

#include <functional>
#include <numeric>
#include <utility>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr char kStx = '\x02';
constexpr char kEtx = '\x03';
constexpr std::size_t kLineEndBytes = 2;
constexpr std::size_t kSummedDigits = 12;

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
  if (checks_sum_ && !TakeSum()) return DropPending();
  Finish(items);
}

bool SerialItemParser::TakeSum() {
  if (pending_.size() != kSummedDigits) return true;
  const auto bytes = FromHex(pending_);
  if (!bytes) return true;
  const std::uint8_t sum =
      std::accumulate(bytes->begin(), bytes->end(), std::uint8_t{0}, std::bit_xor<std::uint8_t>());
  pending_.resize(kSummedDigits - 2);
  return sum == 0;
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

}  // namespace doorward::inline drivers
