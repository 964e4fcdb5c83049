#include "drivers/pn532/pn532_frame.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "doorward/core/check.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::uint8_t kFromHost = 0xD4;
constexpr std::uint8_t kFromModule = 0xD5;
constexpr std::uint8_t kErrorCode = 0x7F;
constexpr std::array<std::uint8_t, 3> kStart = {0x00, 0x00, 0xFF};
constexpr std::size_t kBodyAt = 5;  // Behind the start, LEN and LCS.
constexpr std::size_t kMaxParameters = 253;

std::uint8_t SumOf(ByteView bytes) {
  return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

std::uint8_t Complement(std::uint8_t sum) { return static_cast<std::uint8_t>(0x100U - sum); }

enum class Verdict {
  kFrame,
  kMore,    // It may become one.
  kNone,    // Not even a beginning.
  kBroken,  // It began like one.
};

struct Look {
  Verdict verdict = Verdict::kNone;
  Pn532Frame frame = {};
  std::size_t length = 1;  // Until where to go on looking.
};

Look LookAtBody(ByteView body) {
  using Kind = Pn532Frame::Kind;
  const std::size_t length = kBodyAt + body.size() + 1;
  if (body.size() == 1 && body[0] == kErrorCode) {
    return {.verdict = Verdict::kFrame, .frame = {.kind = Kind::kError}, .length = length};
  }
  if (body.size() < 2 || body[0] != kFromModule) return {.verdict = Verdict::kBroken};
  return {.verdict = Verdict::kFrame,
          .frame = {.kind = Kind::kAnswer, .answer = Bytes(body.begin() + 1, body.end())},
          .length = length};
}

// What `bytes` begin with.
Look LookAt(ByteView bytes) {
  using Kind = Pn532Frame::Kind;
  const std::size_t known = std::min(bytes.size(), kStart.size());
  if (!std::equal(kStart.begin(), kStart.begin() + known, bytes.begin())) return {};
  if (bytes.size() < kBodyAt) return {.verdict = Verdict::kMore};
  const std::uint8_t length = bytes[3];
  const std::uint8_t check = bytes[4];
  if (length == 0x00 && check == 0xFF) {
    return {.verdict = Verdict::kFrame, .frame = {.kind = Kind::kAck}, .length = kBodyAt};
  }
  if (length == 0xFF && check == 0x00) {
    return {.verdict = Verdict::kFrame, .frame = {.kind = Kind::kNack}, .length = kBodyAt};
  }
  if (SumOf(bytes.subspan(3, 2)) != 0) return {.verdict = Verdict::kBroken};
  const std::size_t with_sum = std::size_t{length} + 1;
  if (bytes.size() < kBodyAt + with_sum) return {.verdict = Verdict::kMore};
  if (SumOf(bytes.subspan(kBodyAt, with_sum)) != 0) return {.verdict = Verdict::kBroken};
  return LookAtBody(bytes.subspan(kBodyAt, length));
}

}  // namespace

Bytes Pn532Command(std::uint8_t code, ByteView parameters) {
  DW_CHECK(parameters.size() <= kMaxParameters);
  const auto length = static_cast<std::uint8_t>(parameters.size() + 2);
  Bytes frame = {0x00, 0x00, 0xFF, length, Complement(length), kFromHost, code};
  frame.insert(frame.end(), parameters.begin(), parameters.end());
  frame.push_back(Complement(SumOf(ByteView(frame).subspan(kBodyAt))));
  frame.push_back(0x00);
  return frame;
}

Bytes Pn532Ack() { return {0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00}; }

std::vector<Pn532Frame> Pn532FrameParser::Feed(ByteView bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  std::vector<Pn532Frame> frames;
  std::size_t at = 0;
  while (at < pending_.size()) {
    Look look = LookAt(ByteView(pending_).subspan(at));
    if (look.verdict == Verdict::kMore) break;
    if (look.verdict == Verdict::kFrame) frames.push_back(std::move(look.frame));
    if (look.verdict == Verdict::kBroken) ++dropped_;
    at += look.length;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
  return frames;
}

}  // namespace doorward::inline drivers
