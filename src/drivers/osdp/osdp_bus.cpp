#include "drivers/osdp/osdp_bus.hpp"

#include <algorithm>

#include "doorward/core/check.hpp"
#include "drivers/osdp/osdp_codes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::uint8_t kMark = 0xFF;  // Lets the receivers of a line that was idle settle.
constexpr Milliseconds kWriteTime{200};
constexpr Milliseconds kPieceGap{50};  // USB adapters hand over what they received in pieces.

bool IsAnswer(const OsdpFrame& reply, const OsdpFrame& command) {
  if (!reply.from_reader || reply.address != command.address) return false;
  const bool is_busy = reply.sequence == 0 && reply.security.empty() && reply.code() == osdp::kBusy;
  return is_busy || reply.sequence == command.sequence;
}

}  // namespace

class OsdpBus::Turn {
 public:
  explicit Turn(OsdpBus& bus) : bus_(bus) {
    const MutexLock lock(bus_.mutex_);
    const std::uint64_t mine = bus_.next_turn_++;
    while (bus_.turn_ != mine) bus_.turn_over_.Wait(bus_.mutex_);
  }
  ~Turn() {
    const MutexLock lock(bus_.mutex_);
    ++bus_.turn_;
    bus_.turn_over_.NotifyAll();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  OsdpBus& bus_;
};

Result<std::shared_ptr<OsdpBus>> OsdpBus::Open(const SerialPortConfig& config) {
  DW_TRY_ASSIGN(SerialPort port, SerialPort::Open(config));
  return std::make_shared<OsdpBus>(std::move(port), config.baud);
}

Result<std::optional<Bytes>> OsdpBus::Exchange(ByteView command) {
  const Turn turn(*this);
  if (!port_) return Fail(ErrorCode::kUnavailable, path_ + " is gone");
  auto answer = ExchangeInTurn(command);
  if (!answer) {
    port_.reset();  // So that it can be opened while others still hold this bus.
    broken_ = true;
  }
  return answer;
}

Result<std::optional<Bytes>> OsdpBus::ExchangeInTurn(ByteView command) {
  const auto frame = ReadOsdpFrame(command);
  DW_CHECK(frame.has_value());
  port_->DiscardInput();  // An answer that came too late, noise between the messages.
  Bytes marked{kMark};
  marked.insert(marked.end(), command.begin(), command.end());
  if (Status written = port_->Write(marked, kWriteTime); !written) {
    if (written.error().code == ErrorCode::kTimeout) return std::optional<Bytes>();
    return Fail(std::move(written).error());
  }
  return WaitForAnswer(*frame);
}

Result<std::optional<Bytes>> OsdpBus::WaitForAnswer(const OsdpFrame& command) {
  OsdpFrameParser parser;
  const auto now = [] { return std::chrono::steady_clock::now(); };
  // The port takes the bytes faster than the wire.
  SteadyTime deadline = now() + WireTime(command.before_crc.size() + 3) + kReplyTime;
  const SteadyTime limit = deadline + WireTime(kMaxOsdpFrameBytes) + kPieceGap;
  for (SteadyTime at = now(); at < deadline; at = now()) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - at);
    DW_TRY_ASSIGN(const std::string bytes, port_->Read(left));
    if (bytes.empty()) continue;
    parser.Feed(AsBytes(bytes));
    while (auto reply = parser.Next()) {
      const auto frame = ReadOsdpFrame(*reply);
      if (frame && IsAnswer(*frame, command)) return reply;
    }
    if (parser.missing() == 0) continue;
    // It has begun in time: wait for the rest of it.
    const SteadyTime end = now() + WireTime(parser.missing()) + kPieceGap;
    deadline = std::min(limit, std::max(deadline, end));
  }
  return std::optional<Bytes>();
}

Milliseconds OsdpBus::WireTime(std::size_t bytes) const {
  constexpr std::size_t kBitsPerByte = 10;
  return std::chrono::ceil<Milliseconds>(
      std::chrono::microseconds(bytes * kBitsPerByte * 1'000'000 / static_cast<unsigned>(baud_)));
}

}  // namespace doorward::inline drivers
