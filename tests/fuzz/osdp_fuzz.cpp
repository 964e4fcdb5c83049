// What an RS-485 line may bring: any bytes, in any pieces.
//
// Input: pieces, each a byte of length and the bytes. What is a message goes on to the secure channel,
// which it cannot know the keys of; its body goes also past the channel, as if it did.

#include <algorithm>
#include <cstdint>

#include "doorward/core/check.hpp"
#include "doorward/drivers/osdp.hpp"
#include "drivers/osdp/osdp_codes.hpp"
#include "drivers/osdp/osdp_events.hpp"
#include "drivers/osdp/secure_channel.hpp"

namespace {

using namespace doorward;

constexpr std::uint8_t kAddress = 5;

void CheckEvents(ByteView body) {
  OsdpEvents events(false);
  events.Take(body);
  while (const auto event = events.Next()) {
    if (const auto* card = std::get_if<CardRead>(&*event)) {
      DW_CHECK(card->uid.size() >= 4 && card->uid.size() <= 10);
      DW_CHECK(card->proof == CardProof::kNone);
    }
    if (const auto* press = std::get_if<KeyPress>(&*event)) {
      DW_CHECK(std::string_view("0123456789*#").find(press->key) != std::string_view::npos);
    }
  }
}

void CheckMessage(ByteView bytes, SecureChannel channel) {
  const auto frame = ReadOsdpFrame(bytes);
  if (!frame) return;
  CheckEvents(frame->body);
  DW_CHECK(!channel.TakeReaderProof(frame->body.subspan(1)));
  DW_CHECK(!channel.TakeFirstMac(frame->body.subspan(1)));
  DW_CHECK(!channel.Open(*frame));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SecureChannel kChannel = [] {
    SecureChannel channel(OsdpKey({1, 2, 3}), {4, 5, 6});
    channel.Seal(kAddress, 1, osdp::kPoll, {});
    return channel;
  }();
  OsdpFrameParser parser;
  ByteView rest(data, size);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    parser.Feed(rest.subspan(1, length));
    while (const auto message = parser.Next()) CheckMessage(*message, kChannel);
    DW_CHECK(parser.missing() < kMaxOsdpFrameBytes);
    rest = rest.subspan(1 + length);
  }

  // Whatever came before: a good message is found.
  Bytes good{0x53, 0x80 | kAddress, 8, 0, 0x05, osdp::kAck};
  AppendOsdpCrc(good);
  parser.Feed(good);
  std::optional<Bytes> last;
  while (auto message = parser.Next()) last = std::move(message);
  DW_CHECK(last == good);
  return 0;
}
