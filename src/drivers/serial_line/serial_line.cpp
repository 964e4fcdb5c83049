#include "doorward/drivers/serial_line.hpp"

#include <deque>
#include <variant>

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"
#include "drivers/card_item.hpp"
#include "drivers/drop_report.hpp"
#include "drivers/serial_line/fixed_item_parser.hpp"
#include "drivers/serial_line/serial_item_parser.hpp"
#include "drivers/serial_port/serial_port.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMaxCodeItemBytes = 7089;  // The longest QR code.

// Cuts items by either kind of framing.
class ItemParser {
 public:
  ItemParser(const SerialFraming& framing, std::size_t max_item_bytes)
      : parser_(std::in_place_type<SerialItemParser>, max_item_bytes, framing.checks_sum) {
    if (framing.fixed_bytes > 0) parser_.emplace<FixedItemParser>(framing.fixed_bytes);
  }

  std::vector<std::string> Feed(std::string_view bytes, SteadyTime now) {
    return std::visit([&](auto& parser) { return parser.Feed(bytes, now); }, parser_);
  }

  std::uint64_t dropped() const {
    return std::visit([](const auto& parser) { return parser.dropped(); }, parser_);
  }

 private:
  std::variant<SerialItemParser, FixedItemParser> parser_;
};

// The serial port of a reader: waits for bytes, and keeps the events that one read of it gave.
class SerialReader : public Reader {
 public:
  SerialReader(SerialPort port, const std::string& kind)
      : port_(std::move(port)), report_("serial " + kind + " " + port_.path()) {}

  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) final {
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    SteadyTime now{};
    do {
      if (!events_.empty()) break;
      now = std::chrono::steady_clock::now();
      const auto left = std::chrono::ceil<Milliseconds>(deadline - now);
      DW_TRY_ASSIGN(const std::string bytes, port_.Read(left));
      now = std::chrono::steady_clock::now();
      report_.Update(Feed(bytes, now));
    } while (now < deadline);
    return TakeEvent();
  }

  std::string_view name() const final { return report_.reader(); }

 protected:
  void Add(ReaderEvent event) { events_.push_back(std::move(event)); }

 private:
  // Returns how many items were dropped so far.
  virtual std::uint64_t Feed(std::string_view bytes, SteadyTime now) = 0;

  std::optional<ReaderEvent> TakeEvent() {
    if (events_.empty()) return std::nullopt;
    std::optional<ReaderEvent> event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

  SerialPort port_;
  DropReport report_;
  std::deque<ReaderEvent> events_;
};

class SerialCardReader final : public SerialReader {
 public:
  SerialCardReader(SerialPort port, const SerialFraming& framing)
      : SerialReader(std::move(port), "card reader"),
        binary_(framing.binary_cards),
        parser_(framing, kMaxCardItemBytes) {}

 private:
  std::uint64_t Feed(std::string_view bytes, SteadyTime now) override {
    for (const std::string& item : parser_.Feed(bytes, now)) {
      if (binary_) {
        const ByteView uid = AsBytes(item);
        Add(CardRead{.uid = Bytes(uid.begin(), uid.end())});
      } else if (auto uid = ParseCardItem(item)) {
        Add(CardRead{.uid = std::move(*uid)});
      } else {
        ++not_hexadecimal_;
      }
    }
    return parser_.dropped() + not_hexadecimal_;
  }

  const bool binary_;
  ItemParser parser_;
  std::uint64_t not_hexadecimal_ = 0;
};

class SerialCodeReader final : public SerialReader {
 public:
  SerialCodeReader(SerialPort port, const SerialFraming& framing)
      : SerialReader(std::move(port), "code reader"), parser_(framing, kMaxCodeItemBytes) {}

 private:
  std::uint64_t Feed(std::string_view bytes, SteadyTime now) override {
    for (std::string& item : parser_.Feed(bytes, now)) Add(CodeRead{.text = std::move(item)});
    return parser_.dropped();
  }

  ItemParser parser_;
};

class SerialKeypad final : public SerialReader {
 public:
  explicit SerialKeypad(SerialPort port) : SerialReader(std::move(port), "keypad") {}

 private:
  std::uint64_t Feed(std::string_view bytes, SteadyTime /*now*/) override {
    for (const char byte : bytes) {
      if (std::string_view("0123456789*#").find(byte) != std::string_view::npos) {
        Add(KeyPress{.key = byte});
      } else {
        ++dropped_;
      }
    }
    return dropped_;
  }

  std::uint64_t dropped_ = 0;
};

}  // namespace

Result<std::unique_ptr<Reader>> OpenSerialLineReader(const SerialPortConfig& config,
                                                     SerialItem item,
                                                     const SerialFraming& framing) {
  DW_CHECK(!framing.binary_cards || (framing.fixed_bytes >= 4 && framing.fixed_bytes <= 10));
  DW_TRY_ASSIGN(SerialPort port, SerialPort::Open(config));
  switch (item) {
    case SerialItem::kCard: return std::make_unique<SerialCardReader>(std::move(port), framing);
    case SerialItem::kCode: return std::make_unique<SerialCodeReader>(std::move(port), framing);
    case SerialItem::kKey: return std::make_unique<SerialKeypad>(std::move(port));
  }
  DW_UNREACHABLE();
}

}  // namespace doorward::inline drivers
