#include "drivers/wiegand/wiegand_frame.hpp"

#include <algorithm>
#include <bit>

#include "doorward/core/check.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMinUidBytes = 4;

constexpr std::uint64_t Ones(int count) { return (std::uint64_t{1} << count) - 1; }

bool IsCardLength(int count) { return count == 26 || count == 34 || count == 37; }

// The first bit makes the first half of the number even, the last one the second half odd. Of the 35
// bits of H10302 the middle one belongs to both.
struct Parity {
  explicit Parity(WiegandFrame frame) {
    const int half = (frame.count - 2 + 1) / 2;
    even = std::popcount(frame.bits >> (frame.count - 1 - half)) % 2 == 0;
    odd = std::popcount(frame.bits & Ones(half + 1)) % 2 == 1;
  }
  bool even;
  bool odd;
};

Bytes BytesOf(std::uint64_t number, int bits) {
  Bytes bytes(static_cast<std::size_t>((bits + 7) / 8));
  for (std::size_t i = bytes.size(); i-- > 0; number >>= 8) {
    bytes[i] = static_cast<std::uint8_t>(number);
  }
  return bytes;
}

// nullopt if it has more than 64 bits.
std::optional<std::uint64_t> NumberOf(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) {
    if (number > Ones(56)) return std::nullopt;
    number = number << 8 | byte;
  }
  return number;
}

bool IsReversible(int count) { return count != 37; }

std::optional<ReaderEvent> ReadCard(WiegandFrame frame, bool reversed) {
  const Parity parity(frame);
  if (!parity.even || !parity.odd) return std::nullopt;
  const int bits = frame.count - 2;
  Bytes uid = BytesOf(frame.bits >> 1 & Ones(bits), bits);
  if (reversed && IsReversible(frame.count)) std::reverse(uid.begin(), uid.end());
  if (uid.size() < kMinUidBytes) uid.insert(uid.begin(), kMinUidBytes - uid.size(), 0);
  return CardRead{.uid = std::move(uid), .kind = CardNumberKind::kNumber};
}

std::optional<ReaderEvent> ReadKey(std::uint64_t number) {
  constexpr std::string_view kKeys = "0123456789*#";
  if (number >= kKeys.size()) return std::nullopt;
  return KeyPress{.key = kKeys[static_cast<std::size_t>(number)]};
}

}  // namespace

std::optional<ReaderEvent> ReadWiegandFrame(WiegandFrame frame, bool reversed) {
  if (frame.count == 4) return ReadKey(frame.bits);
  if (frame.count == 8) {
    const std::uint64_t key = frame.bits & Ones(4);
    return frame.bits >> 4 == (~key & Ones(4)) ? ReadKey(key) : std::nullopt;
  }
  if (!IsCardLength(frame.count)) return std::nullopt;
  return ReadCard(frame, reversed);
}

std::optional<WiegandFrame> MakeWiegandFrame(ByteView uid, int count, bool reversed) {
  DW_CHECK(IsCardLength(count));
  const int bits = count - 2;
  auto number = NumberOf(uid);
  if (!number || *number > Ones(bits)) return std::nullopt;
  if (reversed && IsReversible(count)) {
    Bytes bytes = BytesOf(*number, bits);
    std::reverse(bytes.begin(), bytes.end());
    number = NumberOf(bytes);
  }
  WiegandFrame frame{.bits = *number << 1, .count = count};
  if (!Parity(frame).even) frame.bits |= std::uint64_t{1} << (count - 1);
  if (!Parity(frame).odd) frame.bits |= 1;
  return frame;
}

}  // namespace doorward::inline drivers
