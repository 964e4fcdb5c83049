#include "drivers/desfire/desfire_command.hpp"

#include <fmt/format.h>

#include "doorward/core/check.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::uint8_t kClass = 0x90;
constexpr std::uint8_t kStatusClass = 0x91;  // SW1.

}  // namespace

Bytes DesfireApdu(std::uint8_t command, ByteView data) {
  DW_CHECK(data.size() <= 0xFF);
  Bytes apdu{kClass, command, 0x00, 0x00};
  if (!data.empty()) {
    apdu.push_back(static_cast<std::uint8_t>(data.size()));
    apdu.insert(apdu.end(), data.begin(), data.end());
  }
  apdu.push_back(0x00);
  return apdu;
}

Result<ByteView> DesfireData(ByteView answer, std::uint8_t status, std::size_t size) {
  if (answer.size() < 2) return Fail(ErrorCode::kDataLoss, "the answer has no status");
  const ByteView end = answer.last(2);
  if (end[0] != kStatusClass || end[1] != status) {
    return Fail(ErrorCode::kDataLoss, fmt::format("status {:02X}{:02X}", end[0], end[1]));
  }
  if (answer.size() != size + 2) {
    return Fail(ErrorCode::kDataLoss, fmt::format("an answer of {} bytes", answer.size()));
  }
  return answer.first(size);
}

}  // namespace doorward::inline drivers
