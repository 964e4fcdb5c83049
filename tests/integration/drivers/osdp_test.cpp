#include "doorward/drivers/osdp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "drivers/osdp/osdp_codes.hpp"
#include "drivers/osdp/osdp_session.hpp"
#include "fakes/temp_dir.hpp"
#include "integration/drivers/pty.hpp"
#include "integration/drivers/simulator_process.hpp"

namespace doorward {
namespace {

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

}  // namespace
}  // namespace doorward
