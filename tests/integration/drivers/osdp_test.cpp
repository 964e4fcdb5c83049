#include "doorward/drivers/osdp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <thread>

#include "drivers/osdp/osdp_codes.hpp"
#include "drivers/osdp/osdp_reader.hpp"
#include "drivers/osdp/osdp_session.hpp"
#include "fakes/osdp_reader_side.hpp"
#include "fakes/temp_dir.hpp"
#include "integration/drivers/pty.hpp"
#include "integration/drivers/simulator_process.hpp"

namespace doorward::osdp_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kKey = "5A3C0F1122334455667788990A1B2C3D";

// Two of libosdp's readers on one line, of addresses 1 and 2.
class OsdpLine : public testing::Test {
 protected:
  OsdpLine() {
    std::ofstream(key_file_) << kKey;
    EXPECT_EQ(::chmod(key_file_.c_str(), 0600), 0);
  }

  OsdpConfig At(int address) const {
    return {.serial = {.port = (folder_ / "rs485").string(), .baud = 115'200},
            .address = address,
            .key_file = key_file_};
  }

  std::unique_ptr<Reader> Open(int address) {
    auto reader = OpenOsdpReader(At(address), buses_);
    EXPECT_TRUE(reader) << reader.error().message;
    return reader ? std::move(*reader) : nullptr;
  }

  TempDir folder_;
  const std::filesystem::path key_file_ = folder_ / "key";
  SimulatorProcess simulator_{
      "osdp_sim", folder_ / "rs485", {"--reader", "1=" + kKey, "--reader", "2=" + kKey}};
  OsdpBuses buses_;
};

Result<std::optional<ReaderEvent>> NextEvent(Reader& reader) {
  const SteadyTime end = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < end) {
    auto event = reader.WaitForEvent(200ms);
    if (!event || *event) return event;
  }
  return std::optional<ReaderEvent>();
}

std::optional<ReaderEvent> GoodEvent(Reader& reader) {
  auto event = NextEvent(reader);
  EXPECT_TRUE(event) << event.error().message;
  return event ? *event : std::nullopt;
}

ReaderEvent Card(const std::string& uid) { return CardRead{.uid = *FromHex(uid)}; }

TEST_F(OsdpLine, ReadersShareIt) {
  const auto left = Open(1);
  const auto right = Open(2);
  EXPECT_EQ(left->name(), "osdp " + At(1).serial.port + " address 1");
  simulator_.Do("at 2 card 32 04A1B2C3");
  simulator_.Do("at 1 card 32 0A0B0C0D");
  EXPECT_EQ(GoodEvent(*left), Card("0A0B0C0D"));
  EXPECT_EQ(GoodEvent(*right), Card("04A1B2C3"));
}

TEST_F(OsdpLine, EachReadersWorkerAsksForItself) {
  constexpr int kCards = 5;
  std::atomic<int> read{0};
  std::vector<std::thread> workers;
  for (const int address : {1, 2}) {
    workers.emplace_back([&, reader = Open(address)] {
      for (int i = 0; i < kCards; ++i) read += GoodEvent(*reader) == Card("0A0B0C0D") ? 1 : 0;
    });
  }
  for (int i = 0; i < kCards; ++i) {
    simulator_.Do("at 1 card 32 0A0B0C0D");
    simulator_.Do("at 2 card 32 0A0B0C0D");
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(read, 2 * kCards);
}

TEST_F(OsdpLine, ASilentReaderDoesNotStopItsNeighbour) {
  const auto left = Open(1);
  const auto right = Open(2);
  simulator_.Do("at 1 fault silence 0");
  std::thread worker([&] {
    const auto event = NextEvent(*left);
    ASSERT_FALSE(event);
    EXPECT_THAT(event.error().message, HasSubstr("does not answer"));
  });
  simulator_.Do("at 2 card 32 04A1B2C3");
  EXPECT_EQ(GoodEvent(*right), Card("04A1B2C3"));
  worker.join();
  simulator_.Do("at 2 card 32 0A0B0C0D");
  EXPECT_EQ(GoodEvent(*right), Card("0A0B0C0D"));
}

TEST_F(OsdpLine, RunsAtOneSpeed) {
  const auto left = Open(1);
  OsdpConfig config = At(2);
  config.serial.baud = 9600;
  const auto right = OpenOsdpReader(config, buses_);
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(right.error().message, HasSubstr("115200"));
}

TEST_F(OsdpLine, RefusesWhatTheStandardDoesNotHave) {
  for (const int address : {-1, 127, 128}) {
    EXPECT_EQ(OpenOsdpReader(At(address), buses_).error().code, ErrorCode::kInvalidArgument);
  }
  for (const int baud : {4800, 460'800}) {
    OsdpConfig config = At(1);
    config.serial.baud = baud;
    EXPECT_EQ(OpenOsdpReader(config, buses_).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST_F(OsdpLine, ATamperedReaderSaysSoOnceAfterOpening) {
  simulator_.Do("tamper on");
  const auto reader = Open(1);
  EXPECT_EQ(GoodEvent(*reader), ReaderEvent(TamperChange{true}));
  simulator_.Do("tamper off");
  EXPECT_EQ(GoodEvent(*reader), ReaderEvent(TamperChange{false}));
}

TEST_F(OsdpLine, ATamperContactThatClosedWhileTheReaderWasAwayIsTold) {
  simulator_.Do("tamper on");
  auto reader = Open(1);
  EXPECT_EQ(GoodEvent(*reader), ReaderEvent(TamperChange{true}));
  reader.reset();
  simulator_.Do("tamper off");
  reader = Open(1);
  EXPECT_EQ(GoodEvent(*reader), ReaderEvent(TamperChange{false}));
}

TEST_F(OsdpLine, WhatWasReadBeforeTheOpeningIsThrownAway) {
  simulator_.Do("card 32 04A1B2C3");
  simulator_.Do("key 1234#");
  const auto reader = Open(1);
  simulator_.Do("card 32 0A0B0C0D");
  EXPECT_EQ(GoodEvent(*reader), Card("0A0B0C0D"));
}

TEST_F(OsdpLine, PlaysOnLightAndSounder) {
  const auto reader = Open(1);
  ASSERT_TRUE(reader->Play({.steps = {{.green = true, .buzzer = true, .duration = 200ms},
                                      {.duration = 20ms},
                                      {.red = true, .duration = 300ms}}}));
  const SteadyTime end = std::chrono::steady_clock::now() + 20s;
  while (simulator_.Events().size() < 5 && std::chrono::steady_clock::now() < end) {
    ASSERT_TRUE(reader->WaitForEvent(50ms));
  }
  EXPECT_THAT(simulator_.Events(), ElementsAre("led 1 green 4", "buzzer 1 2 1", "led 1 black 3",
                                               "buzzer 1 off", "led 1 red 3"));
}

TEST_F(OsdpLine, AReaderThatGoesIsUnavailable) {
  const auto reader = Open(1);
  simulator_.Do("unplug");
  const auto event = NextEvent(*reader);
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().code, ErrorCode::kUnavailable);
  simulator_.Do("plug");
  EXPECT_TRUE(Open(1));  // On a new bus: the old reader is still there.
}

// What the panel says, as it comes.
Bytes Hear(const Pty& pty, std::size_t count) {
  Bytes heard;
  while (heard.size() < count) {
    pollfd ready{.fd = pty.master(), .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, 20'000) <= 0) break;
    std::uint8_t piece[256];
    const ssize_t got = ::read(pty.master(), piece, std::min(sizeof(piece), count - heard.size()));
    if (got <= 0) break;
    heard.insert(heard.end(), piece, piece + got);
  }
  return heard;
}

void Answer(const Pty& pty, const std::string& hex) {
  Bytes reply = *FromHex(hex);
  AppendOsdpCrc(reply);
  pty.Send(AsText(reply));
}

TEST(OsdpSession, RepeatsAMessageAsItWasAndThenGivesUp) {
  const Pty pty;
  auto bus = *OsdpBus::Open({.port = pty.path(), .baud = 115'200});
  std::optional<Result<OsdpSession>> session;
  std::thread panel(
      [&] { session.emplace(OsdpSession::Open(bus, 5, OsdpKey(), OsdpSession::KeyKind::kOwn)); });
  constexpr std::size_t kIdBytes = 10;
  constexpr std::size_t kChallengeBytes = 20;
  EXPECT_EQ(Hear(pty, kIdBytes), *FromHex("FF53050900046100C125"));
  Answer(pty, "538508000440");  // Sequence number 0, as asked.
  const Bytes first = Hear(pty, kChallengeBytes);
  EXPECT_EQ(first[5] & 3, 1);
  Answer(pty, "538508000640");    // An answer to another message.
  Answer(pty, "538408000540");    // Another reader's.
  Answer(pty, "530508000540");    // A panel's, such as the echo of our own.
  Answer(pty, "53850900054101");  // It did not understand us.
  EXPECT_EQ(Hear(pty, kChallengeBytes), first);
  Answer(pty, "538508000479");  // Busy: does not count.
  EXPECT_EQ(Hear(pty, kChallengeBytes), first);
  EXPECT_EQ(Hear(pty, kChallengeBytes), first);
  panel.join();
  ASSERT_FALSE(*session);
  EXPECT_EQ(session->error().code, ErrorCode::kUnavailable);
}

TEST(OsdpSession, ADeadReaderIsAskedOnce) {
  const Pty pty;
  auto bus = *OsdpBus::Open({.port = pty.path(), .baud = 115'200});
  const auto session = OsdpSession::Open(bus, 5, OsdpKey(), OsdpSession::KeyKind::kOwn);
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, ErrorCode::kUnavailable);
  pollfd ready{.fd = pty.master(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(Hear(pty, 10).size(), 10U);
  EXPECT_EQ(::poll(&ready, 1, 0), 0);  // Nothing more.
}

// The next message of the panel, without its mark.
Bytes HearMessage(const Pty& pty) {
  Bytes message = Hear(pty, 6);
  if (message.size() < 6) return {};
  const Bytes rest = Hear(pty, message[3] - 5U);
  message.insert(message.end(), rest.begin(), rest.end());
  message.erase(message.begin());
  return message;
}

// A session with a reader that a test plays.
class OpenOsdpSession : public testing::Test {
 protected:
  OpenOsdpSession() {
    std::thread panel([this] {
      session_.emplace(OsdpSession::Open(bus_, 5, OsdpKey(), OsdpSession::KeyKind::kOwn));
    });
    for (int i = 0; i < 3; ++i) Send(reader_.Answer(*ReadOsdpFrame(HearMessage(pty_))));
    panel.join();
    EXPECT_TRUE(*session_);
  }

  void Send(const Bytes& reply) { pty_.Send(AsText(reply)); }

  // One try of a POLL; what was heard of it.
  Bytes Try(const std::function<Bytes(const OsdpFrame&)>& answer) {
    Bytes heard;
    std::thread reader([&] {
      heard = HearMessage(pty_);
      Send(answer(*ReadOsdpFrame(heard)));
    });
    tried_.emplace((*session_)->Try(osdp::kPoll));
    reader.join();
    return heard;
  }

  const Pty pty_;
  std::shared_ptr<OsdpBus> bus_ = *OsdpBus::Open({.port = pty_.path(), .baud = 115'200});
  OsdpReaderSide reader_{5, OsdpKey()};
  std::optional<Result<OsdpSession>> session_;
  std::optional<Result<std::optional<Bytes>>> tried_;
};

TEST_F(OpenOsdpSession, ALostAnswerIsAskedForAgainWithTheSameMessage) {
  Bytes lost;
  const Bytes first = Try([&](const OsdpFrame& command) {
    lost = reader_.Answer(command);
    Bytes broken = lost;
    broken.back() ^= 0xFFU;
    return broken;
  });
  ASSERT_TRUE(*tried_);
  EXPECT_EQ(**tried_, std::nullopt);
  EXPECT_EQ(Try([&](const OsdpFrame&) { return lost; }), first);
  ASSERT_TRUE(*tried_);
  EXPECT_EQ(**tried_, Bytes{osdp::kAck});
  EXPECT_NE(Try([&](const OsdpFrame& command) { return reader_.Answer(command); }), first);
  EXPECT_EQ(**tried_, Bytes{osdp::kAck});
}

TEST_F(OpenOsdpSession, BusyIsWaitedFor) {
  Bytes first;
  for (int i = 0; i < 5; ++i) {  // More than it has tries.
    const Bytes heard = Try([&](const OsdpFrame&) { return reader_.Clear(0, {osdp::kBusy}); });
    if (i == 0) first = heard;
    EXPECT_EQ(heard, first);
    ASSERT_TRUE(*tried_);
  }
  Try([&](const OsdpFrame& command) { return reader_.Answer(command); });
  EXPECT_EQ(**tried_, Bytes{osdp::kAck});
}

TEST_F(OpenOsdpSession, NumbersGoFromOneToThree) {
  std::vector<int> numbers;
  for (int i = 0; i < 5; ++i) {
    const Bytes heard = Try([&](const OsdpFrame& command) { return reader_.Answer(command); });
    numbers.push_back(ReadOsdpFrame(heard)->sequence);
  }
  EXPECT_THAT(numbers, ElementsAre(3, 1, 2, 3, 1));  // 0, 1 and 2 have opened it.
}

TEST_F(OpenOsdpSession, ARefusalInTheClearSaysThatItIsOver) {
  Try([&](const OsdpFrame& command) { return reader_.Clear(command.sequence, {osdp::kNak, 6}); });
  EXPECT_EQ(tried_->error().code, ErrorCode::kDataLoss);
}

TEST_F(OpenOsdpSession, ACardInTheClearIsADowngrade) {
  Try([&](const OsdpFrame& command) {
    return reader_.Clear(command.sequence, *FromHex("500001200004A1B2C3"));
  });
  EXPECT_EQ(tried_->error().code, ErrorCode::kUnsupported);
}

TEST_F(OpenOsdpSession, AnAnswerUnderAnotherKeyIsRefused) {
  OsdpReaderSide other(5, DefaultOsdpKey());
  Try([&](const OsdpFrame& command) { return other.Answer(command); });
  EXPECT_EQ(tried_->error().code, ErrorCode::kPermissionDenied);
}

// The session at work, with the reader that a test plays: `answers` has what it says to this many
// messages, an ACK where it is empty.
class OsdpReaderAtWork : public OpenOsdpSession {
 protected:
  Status Begin(const std::vector<OsdpCommand>& answers) {
    std::thread peer([&] {
      for (const OsdpCommand& answer : answers) {
        const Bytes message = HearMessage(pty_);
        const OsdpFrame command = *ReadOsdpFrame(message);
        if (answer.data.empty()) {
          Send(reader_.Answer(command));
          continue;
        }
        reader_.Hear(command);
        const Bytes body = reader_.Encrypted(answer.code, answer.data);
        Send(reader_.Say(command.sequence, osdp::kScs18, body));
      }
    });
    const Status begun = at_work_.Begin();
    peer.join();
    return begun;
  }

  const std::shared_ptr<std::atomic<bool>> tampered_ = std::make_shared<std::atomic<bool>>(false);
  OsdpReader at_work_{std::move(**session_), [] { return Fail(ErrorCode::kUnavailable, "gone"); },
                      "osdp", tampered_};
};

// It may have been opened long ago: its state is asked for.
TEST_F(OsdpReaderAtWork, SaysThatItIsTamperedWithWhenItIsOpened) {
  const Bytes open_contact = *FromHex("01008000000000000000000000000000");
  ASSERT_TRUE(Begin({{}, {osdp::kLstatr, open_contact}, {}}));
  EXPECT_EQ(at_work_.WaitForEvent(0ms).value(), ReaderEvent(TamperChange{true}));
  EXPECT_TRUE(*tampered_);  // For the next opening.
}

// Of what it kept nothing may be left when it counts as open, however much that is.
TEST_F(OsdpReaderAtWork, IsNotOpenWhileItTellsOfWhatItKept) {
  std::vector<OsdpCommand> answers(
      2);  // What it can do, and its state. Then it is polled 32 times.
  answers.resize(34, {osdp::kRaw, *FromHex("0000200004A1B2C38000000000000000")});
  const Status begun = Begin(answers);
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(begun.error().message, HasSubstr("before it was opened"));
}

struct Refusal {
  const char* name;
  std::string reply;  // To CHLNG.
  ErrorCode code;
};

class OsdpRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(OsdpRefusals, EndTheOpening) {
  const Pty pty;
  auto bus = *OsdpBus::Open({.port = pty.path(), .baud = 115'200});
  std::optional<Result<OsdpSession>> session;
  std::thread panel(
      [&] { session.emplace(OsdpSession::Open(bus, 5, OsdpKey(), OsdpSession::KeyKind::kOwn)); });
  Hear(pty, 10);
  Answer(pty, "538508000440");
  Hear(pty, 20);
  Answer(pty, GetParam().reply);
  panel.join();
  ASSERT_FALSE(*session);
  EXPECT_EQ(session->error().code, GetParam().code);
}

const std::string kProof(64, '0');

INSTANTIATE_TEST_SUITE_P(
    All, OsdpRefusals,
    testing::Values(
        Refusal{"no_channel", "53850900054105", ErrorCode::kUnsupported},
        Refusal{"ack", "538508000540", ErrorCode::kUnsupported},
        Refusal{"proof_in_clear", "538528000576" + kProof, ErrorCode::kUnsupported},
        Refusal{"no_proof", "53850B000D03120176", ErrorCode::kPermissionDenied},
        Refusal{"wrong_proof", "53852B000D03120176" + kProof, ErrorCode::kPermissionDenied},
        Refusal{"default_key", "53852B000D03120076" + kProof, ErrorCode::kPermissionDenied},
        Refusal{"another_step", "53852B000D03140176" + kProof, ErrorCode::kUnsupported}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace doorward::osdp_test
