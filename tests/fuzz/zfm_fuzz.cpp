// What a fingerprint module's line may bring: any bytes, in any pieces.
//
// Input: pieces, each a byte of length and the bytes. What is a reply goes to the watch for fingers, as the
// reply to whatever it asks.

#include <algorithm>
#include <cstdint>

#include "doorward/core/check.hpp"
#include "drivers/zfm/zfm_codes.hpp"
#include "drivers/zfm/zfm_finger_watch.hpp"
#include "drivers/zfm/zfm_light.hpp"
#include "drivers/zfm/zfm_mark.hpp"

namespace {

using namespace doorward;

constexpr int kCapacity = 200;

void TakeReply(const ZfmPacket& packet, ZfmFingerWatch& watch, ZfmLight& light, SteadyTime now) {
  ZfmReply reply{.code = packet.payload[0],
                 .data = Bytes(packet.payload.begin() + 1, packet.payload.end())};
  if (light.Next(now)) light.Take(reply);
  const auto command = watch.Next(now);
  if (!command) return;
  const bool whole = reply.data.size() == command->reply_bytes;
  if (!whole && (reply.ok() || !reply.data.empty()))
    return;  // The session lets no such reply through.
  watch.Take(reply, now);
  if (const auto match = watch.TakeMatch(now)) {
    DW_CHECK(!match->slot || (*match->slot >= 0 && *match->slot < kCapacity));
  }
}

void TakePages(const ZfmPacket& packet) {
  if (packet.payload.size() < 2 * zfm::kNotepadPage) return;
  ZfmMarkPages pages;
  const auto middle = packet.payload.begin() + zfm::kNotepadPage;
  std::copy(packet.payload.begin(), middle, pages.bytes.begin());
  std::copy(middle, middle + zfm::kNotepadPage, pages.proof.begin());
  DW_CHECK(DecodeZfmMark(pages).size() <= zfm::kNotepadPage);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ZfmPacketParser parser;
  ZfmFingerWatch watch(kCapacity);
  ZfmLight light;
  SteadyTime now{};
  light.Play({.steps = {{.green = true}, {.red = true}}, .repeat = true}, now);
  ByteView rest(data, size);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    parser.Feed(rest.subspan(1, length));
    while (const auto packet = parser.Next()) {
      DW_CHECK(!packet->payload.empty() && packet->payload.size() <= kMaxZfmPayload);
      TakeReply(*packet, watch, light, now);
      TakePages(*packet);
      now += ZfmFingerWatch::kInterval;
    }
    rest = rest.subspan(1 + length);
  }

  // Whatever came before: a good packet is found once what has begun is forgotten.
  const Bytes good = EncodeZfmPacket(0xFFFFFFFF, zfm::kAck, Bytes{0});
  parser.Clear();
  parser.Feed(good);
  const auto found = parser.Next();
  DW_CHECK(found && found->payload == Bytes{0});
  return 0;
}
