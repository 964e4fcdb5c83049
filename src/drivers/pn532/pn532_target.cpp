#include "drivers/pn532/pn532_target.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kUidAt = 6;
constexpr std::uint8_t kTakesCommands = 0x20;  // In SEL_RES: ISO 14443-3, table 9.

}  // namespace

Result<std::optional<Pn532Target>> ReadPn532Targets(ByteView answer) {
  if (answer.size() == 1 && answer[0] == 0) return std::nullopt;
  const auto bad = [] {
    return Fail(ErrorCode::kInvalidArgument, "the answer about cards in the field is malformed");
  };
  if (answer.size() < kUidAt || answer[0] < 1 || answer[0] > 2) return bad();
  const std::size_t length = answer[5];
  if (length != 4 && length != 7 && length != 10) return bad();
  if (answer.size() < kUidAt + length) return bad();
  const ByteView uid = answer.subspan(kUidAt, length);
  return Pn532Target{.number = answer[1],
                     .uid = Bytes(uid.begin(), uid.end()),
                     .takes_commands = (answer[4] & kTakesCommands) != 0};
}

}  // namespace doorward::inline drivers
