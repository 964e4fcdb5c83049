#include "drivers/zfm/zfm_link.hpp"

#include <algorithm>

#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::inline drivers {
namespace {

using std::chrono::steady_clock;

constexpr char kStarted = 0x55;
constexpr Milliseconds kWritePatience{20};

Milliseconds TimeUntil(SteadyTime until) {
  return std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(until - steady_clock::now()));
}

}  // namespace

Status ZfmLink::WaitForStart(Milliseconds patience) {
  const SteadyTime deadline = steady_clock::now() + patience;
  while (steady_clock::now() < deadline) {
    DW_TRY_ASSIGN(const std::string bytes, port_.Read(TimeUntil(deadline)));
    if (bytes.find(kStarted) != std::string::npos) break;
  }
  Discard();
  return {};
}

Status ZfmLink::Send(std::uint8_t type, ByteView payload) {
  const Status sent = port_.Write(EncodeZfmPacket(address_, type, payload), kWritePatience);
  if (!sent) return Fail(ErrorCode::kUnavailable, sent.error().message);
  return {};
}

Result<std::optional<ZfmPacket>> ZfmLink::Receive(SteadyTime until) {
  bool last = false;
  while (true) {
    while (auto packet = parser_.Next()) {
      if (packet->address == address_) return packet;
      heard_another_ = true;
    }
    if (last) return std::optional<ZfmPacket>();
    DW_TRY_ASSIGN(const std::string bytes, port_.Read(TimeUntil(until)));
    parser_.Feed(AsBytes(bytes));
    last = steady_clock::now() >= until;
  }
}

void ZfmLink::Discard() {
  port_.DiscardInput();
  parser_.Clear();
}

}  // namespace doorward::inline drivers
