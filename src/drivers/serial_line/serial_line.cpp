#include "doorward/drivers/serial_line.hpp"

#include <deque>

#include "doorward/core/log.hpp"
#include "drivers/serial_line/card_item.hpp"
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

// Waits up to `patience` for take() to give something; reads the port and gives feed() the bytes
// in between.
template <typename T, typename Take, typename Feed>
Result<std::optional<T>> WaitForItem(SerialPort& port, Milliseconds patience, Take take,
                                     Feed feed) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  SteadyTime now{};
  do {
    if (std::optional<T> item = take()) return item;
    now = std::chrono::steady_clock::now();
    const auto left = std::chrono::ceil<Milliseconds>(deadline - now);
    DW_TRY_ASSIGN(const std::string bytes, port.Read(left));
    now = std::chrono::steady_clock::now();
    feed(bytes, now);
  } while (now < deadline);
  return take();
}

template <typename T>
std::optional<T> TakeFirst(std::deque<T>& items) {
  if (items.empty()) return std::nullopt;
  T first = std::move(items.front());
  items.pop_front();
  return first;
}

class SerialCardReader final : public CardReader {
 public:
  explicit SerialCardReader(SerialPort port)
      : port_(std::move(port)), report_("serial card reader " + port_.path()) {}

  Result<std::optional<Bytes>> WaitForCard(Milliseconds patience) override {
    return WaitForItem<Bytes>(
        port_, patience, [this] { return TakeFirst(cards_); },
        [this](std::string_view bytes, SteadyTime now) { Feed(bytes, now); });
  }

  std::string_view name() const override { return report_.reader(); }

 private:
  void Feed(std::string_view bytes, SteadyTime now) {
    for (const std::string& item : parser_.Feed(bytes, now)) {
      if (auto uid = ParseCardItem(item)) {
        cards_.push_back(std::move(*uid));
      } else {
        ++not_hexadecimal_;
      }
    }
    report_.Update(parser_.dropped() + not_hexadecimal_);
  }

  SerialPort port_;
  DropReport report_;
  SerialItemParser parser_{kMaxCardItemBytes};
  std::deque<Bytes> cards_;  // Of one read of the port.
  std::uint64_t not_hexadecimal_ = 0;
};

class SerialCodeReader final : public CodeReader {
 public:
  explicit SerialCodeReader(SerialPort port)
      : port_(std::move(port)), report_("serial code reader " + port_.path()) {}

  Result<std::optional<std::string>> WaitForCode(Milliseconds patience) override {
    return WaitForItem<std::string>(
        port_, patience, [this] { return TakeFirst(codes_); },
        [this](std::string_view bytes, SteadyTime now) { Feed(bytes, now); });
  }

  std::string_view name() const override { return report_.reader(); }

 private:
  void Feed(std::string_view bytes, SteadyTime now) {
    for (std::string& item : parser_.Feed(bytes, now)) codes_.push_back(std::move(item));
    report_.Update(parser_.dropped());
  }

  SerialPort port_;
  DropReport report_;
  SerialItemParser parser_{kMaxCodeItemBytes};
  std::deque<std::string> codes_;  // Of one read of the port.
};

class SerialKeypad final : public Keypad {
 public:
  explicit SerialKeypad(SerialPort port)
      : port_(std::move(port)), report_("serial keypad " + port_.path()) {}

  Result<std::optional<char>> WaitForKey(Milliseconds patience) override {
    return WaitForItem<char>(
        port_, patience, [this] { return TakeFirst(keys_); },
        [this](std::string_view bytes, SteadyTime) { Feed(bytes); });
  }

  std::string_view name() const override { return report_.reader(); }

 private:
  void Feed(std::string_view bytes) {
    for (const char byte : bytes) {
      if (std::string_view("0123456789*#").find(byte) != std::string_view::npos) {
        keys_.push_back(byte);
      } else {
        ++dropped_;
      }
    }
    report_.Update(dropped_);
  }

  SerialPort port_;
  DropReport report_;
  std::deque<char> keys_;  // Of one read of the port.
  std::uint64_t dropped_ = 0;
};

}  // namespace

Result<std::unique_ptr<CardReader>> OpenSerialCardReader(const SerialPortConfig& config) {
  DW_TRY_ASSIGN(SerialPort port, SerialPort::Open(config));
  return std::make_unique<SerialCardReader>(std::move(port));
}

Result<std::unique_ptr<CodeReader>> OpenSerialCodeReader(const SerialPortConfig& config) {
  DW_TRY_ASSIGN(SerialPort port, SerialPort::Open(config));
  return std::make_unique<SerialCodeReader>(std::move(port));
}

Result<std::unique_ptr<Keypad>> OpenSerialKeypad(const SerialPortConfig& config) {
  DW_TRY_ASSIGN(SerialPort port, SerialPort::Open(config));
  return std::make_unique<SerialKeypad>(std::move(port));
}

}  // namespace doorward
