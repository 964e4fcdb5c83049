#include "drivers/osdp/osdp_events.hpp"

#include <algorithm>
#include <string>

#include "drivers/card_item.hpp"
#include "drivers/osdp/osdp_codes.hpp"
#include "drivers/osdp/raw_card.hpp"

namespace doorward::inline drivers {
namespace {

// The standard's keypad writes digits in ASCII and has two keys more.
std::optional<char> KeyOf(std::uint8_t byte) {
  if (byte >= '0' && byte <= '9') return static_cast<char>(byte);
  if (byte == 0x7F) return '*';
  if (byte == 0x0D) return '#';
  return std::nullopt;
}

}  // namespace

void OsdpEvents::Take(ByteView reply) {
  if (reply.empty()) return;
  const ByteView data = reply.subspan(1);
  switch (reply[0]) {
    case osdp::kRaw: return TakeRawCard(data);
    case osdp::kFmt: return TakeFormattedCard(data);
    case osdp::kKeypad: return TakeKeys(data);
    case osdp::kLstatr: return TakeLocalStatus(data);
    default: return;  // ACK, and what the standard has beyond this driver.
  }
}

std::optional<ReaderEvent> OsdpEvents::Next() {
  if (events_.empty()) return std::nullopt;
  ReaderEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

void OsdpEvents::DropCardsAndKeys() {
  std::erase_if(events_, [](const ReaderEvent& event) {
    return !std::holds_alternative<TamperChange>(event);
  });
}

// Reader, format, number of bits (2), bits.
void OsdpEvents::TakeRawCard(ByteView data) {
  if (data.size() < 4) {
    ++dropped_;
    return;
  }
  const std::size_t bits = data[2] | static_cast<std::size_t>(data[3]) << 8U;
  Add(ReadRawCard(bits, data.subspan(4)));
}

// Reader, direction (1: the last character first), number of characters, characters.
void OsdpEvents::TakeFormattedCard(ByteView data) {
  if (data.size() < 3 || data.size() != 3U + data[2] || data[1] > 1) {
    ++dropped_;
    return;
  }
  std::string text(AsText(data.subspan(3)));
  if (data[1] == 1) std::ranges::reverse(text);
  auto uid = ParseCardItem(text);
  Add(uid ? std::optional(CardRead{.uid = *std::move(uid)}) : std::nullopt);
}

// Reader, number of keys, keys.
void OsdpEvents::TakeKeys(ByteView data) {
  if (data.size() < 2 || data.size() != 2U + data[1]) {
    ++dropped_;
    return;
  }
  for (const std::uint8_t byte : data.subspan(2)) {
    if (const auto key = KeyOf(byte)) {
      events_.emplace_back(KeyPress{*key});
    } else {
      ++dropped_;
    }
  }
}

// Tamper, power.
void OsdpEvents::TakeLocalStatus(ByteView data) {
  if (data.size() != 2) return;
  const bool tampered = data[0] != 0;
  if (tampered == tampered_) return;
  tampered_ = tampered;
  events_.emplace_back(TamperChange{tampered});
}

void OsdpEvents::Add(std::optional<CardRead> card) {
  if (card) {
    events_.emplace_back(*std::move(card));
  } else {
    ++dropped_;
  }
}

}  // namespace doorward::inline drivers
