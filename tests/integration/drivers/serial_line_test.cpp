#include "doorward/drivers/serial_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <fstream>
#include <random>
#include <thread>

#include "fakes/temp_dir.hpp"
#include "integration/drivers/pty.hpp"

namespace doorward::serial_line_test {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Milliseconds kLong = 60s;

const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

std::optional<ReaderEvent> Card(const Bytes& uid) { return CardRead{.uid = uid}; }
std::optional<ReaderEvent> Code(const std::string& text) { return CodeRead{.text = text}; }
std::optional<ReaderEvent> Key(char key) { return KeyPress{.key = key}; }

SerialPortConfig At(const std::string& port) { return {.port = port, .baud = 9600}; }

std::unique_ptr<Reader> OpenCards(const std::string& port) {
  auto reader = OpenSerialLineReader(At(port), SerialItem::kCard);
  EXPECT_TRUE(reader) << reader.error().message;
  return reader ? std::move(*reader) : nullptr;
}

// As root no file is forbidden: be nobody for a while.
class AsNobody {
 public:
  AsNobody() : was_root_(::geteuid() == 0) {
    EXPECT_EQ(::seteuid(was_root_ ? 65534 : ::geteuid()), 0);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() { EXPECT_EQ(::seteuid(was_root_ ? 0 : ::geteuid()), 0); }

 private:
  const bool was_root_;
};

TEST(SerialLine, ReadsCardsInEveryFraming) {
  const Pty pty;
  const auto reader = OpenCards(pty.path());
  EXPECT_EQ(reader->name(), "serial card reader " + pty.path());
  for (const char* item : {"04A1B2C3\n", "04a1b2c3\r", "04:A1:B2:C3\r\n",
                           "\x02"
                           "04A1B2C3\x03",
                           "\x02"
                           "04 A1 B2 C3\r\n\x03"}) {
    pty.Send(item);
    EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
  }
  EXPECT_EQ(reader->WaitForEvent(0ms).value(), std::nullopt);
}

TEST(SerialLine, ReadsAnItemSplitAnywhere) {
  const Pty pty;
  const auto reader = OpenCards(pty.path());
  const std::string frame =
      "\x02"
      "04A1B2C3\r\n\x03";
  for (std::size_t at = 1; at < frame.size(); ++at) {
    SCOPED_TRACE(at);
    pty.Send(frame.substr(0, at));
    EXPECT_EQ(reader->WaitForEvent(10ms).value(), std::nullopt);
    pty.Send(frame.substr(at));
    EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
  }
}

TEST(SerialLine, GivesSeveralItemsOneByOne) {
  const Pty pty;
  const auto reader = OpenCards(pty.path());
  pty.Send("04A1B2C3\nnot a card\n\n0411223344556677\r\n");
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
  const auto second = reader->WaitForEvent(kLong);
  EXPECT_EQ(std::get<CardRead>(second->value()).uid.size(), 8U);
}

TEST(SerialLine, ReadsEveryByteOfACode) {
  const Pty pty;
  const auto reader = OpenSerialLineReader(At(pty.path()), SerialItem::kCode);
  ASSERT_TRUE(reader);
  std::string code;  // A terminal would swallow, echo or translate many of these.
  for (int byte = 0; byte < 256; ++byte) {
    if (byte != '\r' && byte != '\n' && byte != 2 && byte != 3) {
      code.push_back(static_cast<char>(byte));
    }
  }
  pty.Send(code + "\r\n");
  EXPECT_EQ((*reader)->WaitForEvent(kLong).value(), Code(code));

  const std::string longest(7089, '7');
  std::thread sender([&] { pty.Send(longest + "8\r\n" + longest + "\r\n"); });
  EXPECT_EQ((*reader)->WaitForEvent(kLong).value(), Code(longest));
  sender.join();
}

TEST(SerialLine, ReadsKeysAndIgnoresTheRest) {
  const Pty pty;
  const auto keypad = OpenSerialLineReader(At(pty.path()), SerialItem::kKey);
  ASSERT_TRUE(keypad);
  pty.Send("a4 8\r\n\x02*\xff#");
  for (const char key : {'4', '8', '*', '#'})
    EXPECT_EQ((*keypad)->WaitForEvent(kLong).value(), Key(key));
}

TEST(SerialLine, ForgetsWhatWasSentBeforeTheOpening) {
  const Pty pty;
  // Keeps the terminal, and with it what was sent, while nobody reads.
  const int holder = ::open(pty.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(holder, 0);
  pty.Send("FFFFFFFF\n");
  pollfd arrived{.fd = holder, .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&arrived, 1, 60'000), 1);

  const auto reader = OpenCards(pty.path());
  pty.Send("04A1B2C3\n");
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
  ::close(holder);
}

TEST(SerialLine, AHangUpMakesItUnavailableAndAnotherOpeningReads) {
  const TempDir folder;
  const auto port = folder / "tty";
  auto pty = std::make_unique<Pty>();
  std::filesystem::create_symlink(pty->path(), port);
  auto reader = OpenCards(port);

  std::thread unplug([&] { pty->HangUp(); });
  const auto card = reader->WaitForEvent(kLong);
  unplug.join();
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(reader->WaitForEvent(kLong).error().code, ErrorCode::kUnavailable);
  reader.reset();

  const Pty again;
  std::filesystem::remove(port);
  std::filesystem::create_symlink(again.path(), port);
  reader = OpenCards(port);
  again.Send("04A1B2C3\n");
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
}

TEST(SerialLine, ASecondOpeningIsRefusedUntilTheFirstIsClosed) {
  const Pty pty;
  auto reader = OpenCards(pty.path());
  const auto second = OpenSerialLineReader(At(pty.path()), SerialItem::kKey);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("locked"));
  reader.reset();
  EXPECT_TRUE(OpenSerialLineReader(At(pty.path()), SerialItem::kKey));
}

TEST(SerialLine, TellsWhyItCannotOpen) {
  const TempDir folder;
  const auto file = folder / "file";
  std::ofstream(file) << "no terminal";
  const auto code_of = [](const std::string& port, int baud) {
    return OpenSerialLineReader({.port = port, .baud = baud}, SerialItem::kCard).error().code;
  };
  EXPECT_EQ(code_of(folder / "none", 9600), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(file, 9600), ErrorCode::kInvalidArgument);
  const Pty pty;
  for (const int baud : {-1, 0, 300, 9601, 1'000'000}) {
    EXPECT_EQ(code_of(pty.path(), baud), ErrorCode::kInvalidArgument) << baud;
  }
  ASSERT_EQ(::chmod(file.c_str(), 0), 0);
  ASSERT_EQ(::chmod(folder.str().c_str(), 0755), 0);
  const AsNobody nobody;
  EXPECT_EQ(code_of(file, 9600), ErrorCode::kPermissionDenied);
}

TEST(SerialLine, OpensAtEveryCommonRate) {
  for (const int baud : {1200, 2400, 9600, 19200, 57600, 115200, 921600}) {
    const Pty pty;
    const auto reader = OpenSerialLineReader({.port = pty.path(), .baud = baud}, SerialItem::kCard);
    ASSERT_TRUE(reader) << baud << ": " << reader.error().message;
  }
}

TEST(SerialLine, ReadsACardAfterNoise) {
  const Pty pty;
  const auto reader = OpenCards(pty.path());
  std::thread sender([&] {
    std::mt19937 random(20240601);
    std::string noise(100 * 1024, '\0');
    for (char& byte : noise) byte = static_cast<char>(random());
    pty.Send(noise);
    pty.Send(
        "\x02"
        "04A1B2C3\x03");
  });
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
  sender.join();
}

}  // namespace doorward::serial_line_test
