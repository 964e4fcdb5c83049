#include "drivers/pn532/pn532_link.hpp"

namespace doorward::inline drivers {
namespace {

constexpr Milliseconds kWritePatience{20};

SteadyTime Now() { return std::chrono::steady_clock::now(); }

}  // namespace

Status Pn532Link::Wake() {
  // UM0701-02, 7.2.11: 55 55, and time to start the oscillator; zeros give it.
  Bytes wake = {0x55, 0x55};
  wake.resize(16, 0x00);
  return port_.Write(wake, kWritePatience);
}

Result<Bytes> Pn532Link::Exchange(std::uint8_t code, ByteView parameters, Milliseconds patience) {
  port_.DiscardInput();
  parser_.Reset();
  DW_TRY(port_.Write(Pn532Command(code, parameters), kWritePatience));
  auto answer = WaitForAnswer(code, Now() + patience);
  if (!answer && answer.error().code == ErrorCode::kTimeout) {
    DW_TRY(port_.Write(Pn532Ack(), kWritePatience));  // An ACK from the host ends the command.
  }
  return answer;
}

Result<Bytes> Pn532Link::WaitForAnswer(std::uint8_t code, SteadyTime deadline) {
  bool acknowledged = false;
  while (true) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - Now());
    if (left <= Milliseconds(0)) {
      return Fail(ErrorCode::kTimeout, path() + " does not answer");
    }
    DW_TRY_ASSIGN(const std::string bytes, port_.Read(left));
    for (Pn532Frame& frame : parser_.Feed(AsBytes(bytes))) {
      switch (frame.kind) {
        case Pn532Frame::Kind::kAck: acknowledged = true; break;
        case Pn532Frame::Kind::kNack: break;
        case Pn532Frame::Kind::kError:
          return Fail(ErrorCode::kInvalidArgument, path() + " did not understand a command");
        case Pn532Frame::Kind::kAnswer:
          // Before the ACK it can only be the answer to something else.
          if (!acknowledged || frame.answer[0] != code + 1) break;
          return Bytes(frame.answer.begin() + 1, frame.answer.end());
      }
    }
  }
}

}  // namespace doorward::inline drivers
