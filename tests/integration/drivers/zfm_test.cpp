// The driver against a module that a test plays by hand, for what the simulator does not do: replies that
// come late, from another address, with the wrong length, and data that break off.

#include "doorward/drivers/zfm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <deque>
#include <functional>
#include <thread>

#include "drivers/zfm/zfm_codes.hpp"
#include "drivers/zfm/zfm_packet.hpp"
#include "integration/drivers/pty.hpp"

namespace doorward::zfm_test {

using testing::HasSubstr;

constexpr std::uint32_t kAddress = 0xFFFFFFFF;
constexpr Milliseconds kLong{20'000};
constexpr Milliseconds kShort{120};

Bytes Ack(const Bytes& payload, std::uint32_t address = kAddress) {
  return EncodeZfmPacket(address, zfm::kAck, payload);
}
Bytes Data(const Bytes& payload) { return EncodeZfmPacket(kAddress, zfm::kData, payload); }
Bytes End(const Bytes& payload) { return EncodeZfmPacket(kAddress, zfm::kEndOfData, payload); }

Bytes Parameters(std::uint8_t level, std::uint8_t capacity = 200) {
  return Ack({0, 0, 0, 0, 9, 0, capacity, 0, level, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 0, 6});
}

// What the module says to the next command, or what it did last; in its own thread.
class Peer {
 public:
  using Answer = std::function<Bytes(ByteView command)>;

  // A module with an empty sensor, but for what `answer` gives that is not empty.
  explicit Peer(Answer answer) : answer_(std::move(answer)), thread_([this] { Run(); }) {}
  ~Peer() {
    stop_ = true;
    thread_.join();
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  ZfmConfig config() const { return {.serial = {.port = pty_.path(), .baud = 57'600}}; }

 private:
  void Run() {
    while (!stop_) {
      pollfd ready{.fd = pty_.master(), .events = POLLIN, .revents = 0};
      if (::poll(&ready, 1, 10) <= 0 || (ready.revents & POLLIN) == 0) continue;
      std::uint8_t bytes[512];
      const ssize_t count = ::read(pty_.master(), bytes, sizeof(bytes));
      if (count <= 0) continue;
      pending_.insert(pending_.end(), bytes, bytes + count);
      TakeCommands();
    }
  }

  void TakeCommands() {
    while (pending_.size() > 9) {
      const std::size_t length = 9U + pending_[8];
      if (pending_.size() < length) return;
      const Bytes command(pending_.begin() + 9,
                          pending_.begin() + static_cast<std::ptrdiff_t>(length) - 2);
      const bool is_command = pending_[6] == zfm::kCommand;
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(length));
      if (!is_command) continue;
      Bytes reply = answer_(command);
      if (reply.empty()) reply = Usual(command[0]);
      pty_.Send(AsText(reply));
    }
  }

  static Bytes Usual(std::uint8_t code) {
    if (code == zfm::kReadParameters) return Parameters(3);
    return Ack({code == zfm::kGetImage ? zfm::kNoFinger : zfm::kOk});
  }

  Pty pty_;
  const Answer answer_;
  Bytes pending_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

Error OpenError(const ZfmConfig& config) {
  auto reader = OpenZfm(config);
  EXPECT_FALSE(reader);
  return reader ? Error{} : reader.error();
}

void ExpectNone(FingerprintReader& reader) {
  const auto finger = reader.WaitForFinger(kShort);
  ASSERT_TRUE(finger) << finger.error().message;
  EXPECT_FALSE(*finger);
}

TEST(Zfm, SaysThatAnotherAddressAnswers) {
  Peer peer([](ByteView) { return Ack({0}, 7); });
  const Error error = OpenError(peer.config());
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("another address"));
}

TEST(Zfm, KeepsToTheSecurityLevelItWasGiven) {
  const auto refusing = [](std::uint8_t level) {
    return [level](ByteView command) -> Bytes {
      if (command[0] == zfm::kSetParameter) return Ack({0x1A});
      return command[0] == zfm::kReadParameters ? Parameters(level) : Bytes();
    };
  };
  Peer lower(refusing(2));
  EXPECT_EQ(OpenError(lower.config()).code, ErrorCode::kUnsupported);
  Peer higher(refusing(5));
  EXPECT_TRUE(OpenZfm(higher.config()));
}

TEST(Zfm, BelievesNoImpossibleParameters) {
  for (const Bytes& parameters : {Parameters(3, 0), Ack({0}), Ack(Bytes(16)),
                                  Ack({0, 0, 0, 0, 9, 0xFF, 0xFF, 0, 3, 0, 0, 0, 0, 0, 2, 0, 6}),
                                  Ack({0, 0, 0, 0, 9, 0, 200, 0, 3, 0, 0, 0, 0, 0, 4, 0, 6})}) {
    Peer peer([&](ByteView command) {
      return command[0] == zfm::kReadParameters ? parameters : Bytes();
    });
    EXPECT_EQ(OpenError(peer.config()).code, ErrorCode::kUnavailable);
  }
}

// One that was put in its place with nobody noticing, or was reset.
TEST(Zfm, AModuleWithOtherParametersIsAnotherOne) {
  std::atomic<int> opened = 0;
  Peer peer([&](ByteView command) -> Bytes {
    if (command[0] == zfm::kReadParameters) return Parameters(3, opened++ == 0 ? 200 : 199);
    return command[0] == zfm::kGetImage ? Bytes{0x00} : Bytes();
  });
  auto reader = OpenZfm(peer.config());
  ASSERT_TRUE(reader);
  const auto finger = (*reader)->WaitForFinger(kLong);
  ASSERT_FALSE(finger);
  EXPECT_EQ(finger.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(finger.error().message, HasSubstr("have changed"));
}

// A search's reply comes when the driver has given it up and asks for the password: nobody is let in by
// it, nor by any later reply that is one too early.
TEST(Zfm, ALateReplyIsNotTakenForAnotherCommands) {
  std::deque<Bytes> late;
  std::atomic<int> searches = 0;
  Peer peer([&](ByteView command) -> Bytes {
    Bytes before;
    if (!late.empty() && command[0] == zfm::kVerifyPassword) {
      before = late.front();
      late.pop_front();
      const Bytes good = Ack({0});
      before.insert(before.end(), good.begin(), good.end());
      return before;
    }
    if (command[0] == zfm::kGetImage) return Ack({searches < 2 ? zfm::kOk : zfm::kNoFinger});
    if (command[0] != zfm::kSearch) return {};
    if (++searches > 1) return Ack({zfm::kNotFound, 0, 0, 0, 0});
    late.push_back(Ack({0, 0, 7, 0, 99}));
    return {0x00};  // Nothing, for now.
  });
  auto reader = OpenZfm(peer.config());
  ASSERT_TRUE(reader) << reader.error().message;
  const auto finger = (*reader)->WaitForFinger(kLong);
  ASSERT_TRUE(finger) << finger.error().message;
  ASSERT_TRUE(*finger);
  EXPECT_EQ((*finger)->slot, std::nullopt);
  EXPECT_EQ(searches, 2);
}

TEST(Zfm, ALateGoodReplyIsNoFinger) {
  bool held = false;
  std::atomic<bool> proved = false;
  Peer peer([&](ByteView command) -> Bytes {
    if (command[0] == zfm::kGetImage && !std::exchange(held, true)) return {0x00};
    if (command[0] == zfm::kVerifyPassword &&
        held) {  // The late picture, and the password's reply.
      Bytes both = Ack({zfm::kOk});
      const Bytes second = Ack({zfm::kOk});
      both.insert(both.end(), second.begin(), second.end());
      proved = true;
      return both;
    }
    EXPECT_NE(command[0], zfm::kImageToTemplate);
    return {};
  });
  auto reader = OpenZfm(peer.config());
  ASSERT_TRUE(reader);
  while (!proved) ASSERT_TRUE((*reader)->WaitForFinger(kShort));
  EXPECT_EQ((*reader)->templates()->IsFingerLifted(), true);
  ExpectNone(**reader);
}

TEST(Zfm, ASlotOrALengthThatCannotBeIsNoMatch) {
  for (const Bytes& reply :
       {Ack({0, 0, 200, 0, 99}), Ack({0, 0xFF, 0xFF, 0, 99}), Ack({0, 0, 1, 0, 99, 0}), Ack({0})}) {
    SCOPED_TRACE(ToHex(reply));
    std::atomic<bool> searched = false;
    Peer peer([&](ByteView command) -> Bytes {
      if (command[0] == zfm::kGetImage && !searched) return Ack({zfm::kOk});
      if (command[0] != zfm::kSearch) return {};
      searched = true;
      return reply;
    });
    auto reader = OpenZfm(peer.config());
    ASSERT_TRUE(reader);
    while (!searched) ExpectNone(**reader);
    ExpectNone(**reader);
  }
}

TEST(Zfm, TakesNoDataThatAreNotWhole) {
  const Bytes piece(256, 0x11);
  const auto join = [](std::initializer_list<Bytes> parts) {
    Bytes all = Ack({0});
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
  };
  Bytes broken = Data(piece);
  broken[50] ^= 1;
  const std::vector<Bytes> uploads{join({Data(piece), Data(piece), Data(piece), Data(piece),
                                         Data(piece), Data(piece), End(piece)}),
                                   join({End(piece)}), join({Data(piece), broken, End(piece)}),
                                   join({Data(piece), {0x01, 0x02}, Data(piece), End(piece)}),
                                   join({Data(piece), Data(piece), Data(piece)})};
  std::atomic<std::size_t> next = 0;
  Peer peer([&](ByteView command) { return command[0] == zfm::kUpload ? uploads[next] : Bytes(); });
  auto reader = OpenZfm(peer.config());
  ASSERT_TRUE(reader);
  for (; next < uploads.size(); ++next) {
    SCOPED_TRACE(next);
    const auto data = (*reader)->templates()->Get(0);
    ASSERT_FALSE(data);
    EXPECT_EQ(data.error().code, ErrorCode::kDataLoss);
    ExpectNone(**reader);
  }
}

// What cannot be read may be anybody's: it must not be taken for deleted, nor for empty.
TEST(Zfm, ASlotThatCannotBeReadIsNotTakenForAnEmptyOne) {
  for (const std::uint8_t code : {zfm::kBadPacket, zfm::kFlashFault}) {
    SCOPED_TRACE(static_cast<int>(code));
    Peer peer([&](ByteView command) -> Bytes {
      if (command[0] == zfm::kDelete) return Ack({zfm::kDeleteFailed});
      return command[0] == zfm::kLoad ? Ack({code}) : Bytes();
    });
    auto reader = OpenZfm(peer.config());
    ASSERT_TRUE(reader);
    EXPECT_FALSE((*reader)->templates()->Delete(3));
    EXPECT_NE((*reader)->templates()->Get(3).error().code, ErrorCode::kNotFound);
  }
}

TEST(Zfm, FewerTemplatesThanTheModuleCountsAreNotAll) {
  std::atomic<int> found = 1;
  Peer peer([&](ByteView command) -> Bytes {
    if (command[0] == zfm::kReadIndex) return Ack({zfm::kBadPacket});
    if (command[0] == zfm::kCountTemplates) return Ack({0, 0, 2});
    if (command[0] == zfm::kLoad) return Ack({command[3] < found ? zfm::kOk : zfm::kBadTemplate});
    return {};
  });
  auto reader = OpenZfm(peer.config());
  ASSERT_TRUE(reader);
  const auto used = (*reader)->templates()->UsedSlots();
  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().code, ErrorCode::kDataLoss);
  found = 2;
  EXPECT_EQ((*reader)->templates()->UsedSlots(), (std::set<int>{0, 1}));
}

TEST(Zfm, WaitsNoLongerThanItIsToldHoweverSlowTheModuleIs) {
  std::atomic<bool> asked = false;
  std::atomic<int> proofs = 0;
  Peer peer([&](ByteView command) -> Bytes {
    if (command[0] == zfm::kVerifyPassword) ++proofs;
    if (command[0] != zfm::kGetImage) return {};
    asked = true;
    return {0x00};
  });
  auto reader = OpenZfm(peer.config());
  ASSERT_TRUE(reader);
  while (!asked) ASSERT_TRUE((*reader)->WaitForFinger(Milliseconds(1)));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE((*reader)->WaitForFinger(Milliseconds(1)));
  EXPECT_EQ(proofs, 1);  // Of the opening: the second that a picture may take is not over.
}

TEST(Zfm, AModuleThatHangsUpIsGone) {
  Pty pty;
  pty.HangUp();
  EXPECT_FALSE(OpenZfm({.serial = {.port = pty.path()}}));
  EXPECT_EQ(OpenError({.serial = {.port = "/dev/doorward-none"}}).code, ErrorCode::kNotFound);
}

}  // namespace doorward::zfm_test
