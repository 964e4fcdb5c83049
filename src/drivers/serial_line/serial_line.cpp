#include "doorward/drivers/serial_line.hpp"

#include <deque>

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"
#include "drivers/card_item.hpp"
#include "drivers/serial_line/serial_item_parser.hpp"
#include "drivers/serial_port/serial_port.hpp"

namespace doorward {
namespace {

constexpr std::size_t kMaxCodeItemBytes = 7089;  // The longest QR code.

// Says how much a reader has dropped whenever that has doubled: noise must not fill the log.
class DropReport {
 public:
  explicit DropReport(std::string reader) : reader_(std::move(reader)) {}

  void Update(std::uint64_t dropped) {
    if (dropped < next_) return;
    LogWarning("{}: dropped {} items that were not well-formed", reader_, dropped);
    while (next_ <= dropped) next_ *= 2;
  }

  const std::string& reader() const { return reader_; }

 private:
  const std::string reader_;
  std::uint64_t next_ = 1;
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
  explicit SerialCardReader(SerialPort port) : SerialReader(std::move(port), "card reader") {}

 private:
  std::uint64_t Feed(std::string_view bytes, SteadyTime now) override {
    for (const std::string& item : parser_.Feed(bytes, now)) {
      if (auto uid = ParseCardItem(item)) {
        Add(CardRead{.uid = std::move(*uid)});
      } else {
        ++not_hexadecimal_;
      }
    }
    return parser_.dropped() + not_hexadecimal_;
  }

  SerialItemParser parser_{kMaxCardItemBytes};
  std::uint64_t not_hexadecimal_ = 0;
};

class SerialCodeReader final : public SerialReader {
 public:
  explicit SerialCodeReader(SerialPort port) : SerialReader(std::move(port), "code reader") {}

 private:
  std::uint64_t Feed(std::string_view bytes, SteadyTime now) override {
    for (std::string& item : parser_.Feed(bytes, now)) Add(CodeRead{.text = std::move(item)});
    return parser_.dropped();
  }

  SerialItemParser parser_{kMaxCodeItemBytes};
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
                                                     SerialItem item) {
  DW_TRY_ASSIGN(SerialPort port, SerialPort::Open(config));
  switch (item) {
    case SerialItem::kCard: return std::make_unique<SerialCardReader>(std::move(port));
    case SerialItem::kCode: return std::make_unique<SerialCodeReader>(std::move(port));
    case SerialItem::kKey: return std::make_unique<SerialKeypad>(std::move(port));
  }
  DW_UNREACHABLE();
}

}  // namespace doorward
