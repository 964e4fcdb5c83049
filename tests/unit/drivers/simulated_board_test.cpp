#include "doorward/drivers/simulated_board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace doorward::simulated_board_test {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Milliseconds kNoWait{0};
constexpr Milliseconds kLong = 1h;  // Only a broken wake-up waits that long.

const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

constexpr ReaderReads kCards{.cards = true};
constexpr ReaderReads kCodes{.codes = true};
constexpr ReaderReads kKeys{.keys = true};
constexpr ReaderReads kEverything{.cards = true, .codes = true, .keys = true};

std::optional<ReaderEvent> Event(ReaderEvent event) { return event; }
std::optional<ReaderEvent> Card(const Bytes& uid) { return CardRead{.uid = uid}; }
std::optional<ReaderEvent> Key(char key) { return KeyPress{.key = key}; }

Image Grey(std::uint8_t level, int width = 4, int height = 2) {
  const auto bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
  return {.width = width, .height = height, .bgr = Bytes(bytes, level)};
}

template <typename T>
ErrorCode CodeOf(const Result<T>& result) {
  return result ? ErrorCode::kInternal : result.error().code;
}

template <typename T>
std::string MessageOf(const Result<T>& result) {
  return result ? "" : result.error().message;
}

std::vector<Level> LevelsOf(const std::vector<TraceEntry>& trace) {
  std::vector<Level> levels;
  for (const TraceEntry& entry : trace) levels.push_back(entry.level);
  return levels;
}

class SimulatedBoardTest : public testing::Test {
 protected:
  SystemClock clock_{WallTime{}};
  SimulatedBoard board_{clock_};
};

TEST_F(SimulatedBoardTest, CardsComeInOrderAndOnce) {
  const auto reader = board_.OpenReader("nfc", kCards);
  const Bytes other = {1, 2, 3, 4, 5, 6, 7};
  ASSERT_TRUE(board_.PresentCard("nfc", kCard));
  ASSERT_TRUE(board_.PresentCard("nfc", other));
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(other));
  EXPECT_EQ(reader->WaitForEvent(kNoWait).value(), std::nullopt);
}

TEST_F(SimulatedBoardTest, EveryKindOfReaderReads) {
  const auto code = board_.OpenReader("qr", kCodes);
  const auto keypad = board_.OpenReader("pad", kKeys);
  const auto finger = board_.OpenFingerprintReader("finger");
  ASSERT_TRUE(board_.PresentCode("qr", std::string("a\0b", 3)));
  ASSERT_TRUE(board_.PressKeys("pad", "4*#"));
  ASSERT_TRUE(board_.PresentFinger("finger", 7));
  ASSERT_TRUE(board_.PresentFinger("finger", -1));

  EXPECT_EQ(code->WaitForEvent(kLong).value(), Event(CodeRead{.text = std::string("a\0b", 3)}));
  EXPECT_EQ(keypad->WaitForEvent(kLong).value(), Key('4'));
  EXPECT_EQ(keypad->WaitForEvent(kLong).value(), Key('*'));
  EXPECT_EQ(keypad->WaitForEvent(kLong).value(), Key('#'));
  EXPECT_EQ(finger->WaitForFinger(kLong).value()->slot, 7);
  EXPECT_EQ(finger->WaitForFinger(kLong).value()->slot, std::nullopt);
}

TEST_F(SimulatedBoardTest, AWaitingReaderWakesForItsItem) {
  const auto reader = board_.OpenReader("nfc", kCards);
  auto card = std::async(std::launch::async, [&] { return reader->WaitForEvent(kLong); });
  ASSERT_TRUE(board_.PresentCard("nfc", kCard));
  EXPECT_EQ(card.get().value(), Card(kCard));
}

TEST_F(SimulatedBoardTest, AReaderThatComesBackTakesOverTheQueue) {
  auto reader = board_.OpenReader("nfc", kCards);
  ASSERT_TRUE(board_.PresentCard("nfc", kCard));
  reader = board_.OpenReader("nfc", kCards);
  EXPECT_EQ(reader->WaitForEvent(kNoWait).value(), Card(kCard));
}

TEST_F(SimulatedBoardTest, AnEmptyIdMeansTheOnlyReaderOfItsKind) {
  EXPECT_EQ(CodeOf(board_.PresentCard("", kCard)), ErrorCode::kNotFound);
  const auto in = board_.OpenReader("in", kCards);
  const auto pad = board_.OpenReader("pad", kKeys);
  ASSERT_TRUE(board_.PresentCard("", kCard));
  EXPECT_EQ(in->WaitForEvent(kNoWait).value(), Card(kCard));

  const auto out = board_.OpenReader("out", kCards);
  const Status status = board_.PresentCard("", kCard);
  EXPECT_EQ(CodeOf(status), ErrorCode::kInvalidArgument);
  EXPECT_THAT(MessageOf(status), AllOf(HasSubstr("in"), HasSubstr("out")));
}

TEST_F(SimulatedBoardTest, AnUnknownPartIsNotFoundAndTheMessageSaysWhatThereIs) {
  const auto reader = board_.OpenReader("nfc", kCards);
  const auto contact = board_.OpenInput("main.contact");
  EXPECT_THAT(MessageOf(board_.PresentCard("ncf", kCard)), HasSubstr("nfc"));
  EXPECT_EQ(CodeOf(board_.SetInput("nfc", Level::kActive)), ErrorCode::kNotFound);
  EXPECT_THAT(MessageOf(board_.SetUnplugged("x", true)),
              AllOf(HasSubstr("nfc"), HasSubstr("main.contact")));
}

TEST_F(SimulatedBoardTest, RefusesWhatNoReaderCouldHaveRead) {
  const auto pad = board_.OpenReader("r", kEverything);
  const auto camera = board_.OpenCamera("r");
  Image torn = Grey(1);
  torn.bgr.pop_back();
  for (const Status& status :
       {board_.PresentCard("r", Bytes(3)), board_.PresentCard("r", Bytes(11)),
        board_.PresentCode("r", ""), board_.PresentCode("r", std::string(7090, '1')),
        board_.PressKeys("r", ""), board_.PressKeys("r", "12a"), board_.ShowFrame("r", torn),
        board_.ShowFrame("r", Grey(1, 4097, 1)), board_.ShowFrame("r", Grey(1, 2001, 2000))}) {
    EXPECT_EQ(CodeOf(status), ErrorCode::kInvalidArgument);
  }
  EXPECT_TRUE(board_.PresentCode("r", std::string(7089, '1')));
  EXPECT_TRUE(std::holds_alternative<CodeRead>(pad->WaitForEvent(kNoWait)->value()));
  EXPECT_EQ(pad->WaitForEvent(kNoWait).value(), std::nullopt);
}

TEST_F(SimulatedBoardTest, AFullQueueRefusesAndKeepsWhatItHas) {
  const auto pad = board_.OpenReader("pad", kKeys);
  ASSERT_TRUE(board_.PressKeys("pad", std::string(254, '1')));
  EXPECT_EQ(CodeOf(board_.PressKeys("pad", "482")), ErrorCode::kResourceExhausted);
  ASSERT_TRUE(board_.PressKeys("pad", "##"));
  EXPECT_EQ(CodeOf(board_.PressKeys("pad", "4")), ErrorCode::kResourceExhausted);
  for (int i = 0; i < 254; ++i) ASSERT_EQ(pad->WaitForEvent(kNoWait).value(), Key('1'));
  EXPECT_EQ(pad->WaitForEvent(kNoWait).value(), Key('#'));
}

TEST_F(SimulatedBoardTest, AnUnpluggedReaderFailsUntilItIsBack) {
  const auto reader = board_.OpenReader("nfc", kCards);
  ASSERT_TRUE(board_.PresentCard("nfc", kCard));
  ASSERT_TRUE(board_.SetUnplugged("nfc", true));
  EXPECT_EQ(CodeOf(reader->WaitForEvent(kLong)), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOf(board_.OpenReader("nfc", kCards)->WaitForEvent(kLong)), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOf(board_.PresentCard("nfc", kCard)), ErrorCode::kUnavailable);

  ASSERT_TRUE(board_.SetUnplugged("nfc", false));
  EXPECT_EQ(reader->WaitForEvent(kNoWait).value(), std::nullopt) << "a card from before the loss";
  ASSERT_TRUE(board_.PresentCard("nfc", kCard));
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Card(kCard));
}

TEST_F(SimulatedBoardTest, UnpluggingWakesWhoeverWaits) {
  const auto reader = board_.OpenReader("a", kCards);
  const auto camera = board_.OpenCamera("b");
  const auto input = board_.OpenInput("c");
  auto card = std::async(std::launch::async, [&] { return CodeOf(reader->WaitForEvent(kLong)); });
  auto frame = std::async(std::launch::async, [&] { return CodeOf(camera->NextFrame(kLong)); });
  auto edge = std::async(std::launch::async, [&] { return CodeOf(input->WaitForEdge(kLong)); });
  for (const char* part : {"a", "b", "c"}) ASSERT_TRUE(board_.SetUnplugged(part, true));
  EXPECT_EQ(card.get(), ErrorCode::kUnavailable);
  EXPECT_EQ(frame.get(), ErrorCode::kUnavailable);
  EXPECT_EQ(edge.get(), ErrorCode::kUnavailable);
}

TEST_F(SimulatedBoardTest, OneReaderGivesAllKindsInOrder) {
  const auto reader = board_.OpenReader("r", {.cards = true, .keys = true});
  ASSERT_TRUE(board_.PresentCard("", kCard, CardProof::kAuthenticated));
  ASSERT_TRUE(board_.PressKeys("", "7"));
  ASSERT_TRUE(board_.Tamper("", true));
  EXPECT_EQ(CodeOf(board_.PresentCode("r", "text")), ErrorCode::kNotFound);
  EXPECT_EQ(reader->WaitForEvent(kLong).value(),
            Event(CardRead{.uid = kCard, .proof = CardProof::kAuthenticated}));
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Key('7'));
  EXPECT_EQ(reader->WaitForEvent(kLong).value(), Event(TamperChange{.tampered = true}));
}

TEST_F(SimulatedBoardTest, UnplugsAllPartsOfOneName) {
  const auto reader = board_.OpenReader("r", kCards);
  const auto camera = board_.OpenCamera("r");
  ASSERT_TRUE(board_.SetUnplugged("r", true));
  EXPECT_EQ(CodeOf(reader->WaitForEvent(kLong)), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOf(camera->NextFrame(kLong)), ErrorCode::kUnavailable);
}

TEST_F(SimulatedBoardTest, APictureComesAsNewFramesUntilTheNext) {
  const auto camera = board_.OpenCamera("cam");
  EXPECT_EQ(camera->NextFrame(kNoWait).value(), std::nullopt);

  ASSERT_TRUE(board_.ShowFrame("cam", Grey(10)));
  const Frame first = camera->NextFrame(kLong).value().value();
  const Frame second = camera->NextFrame(kLong).value().value();
  EXPECT_EQ(first.image.bgr, Grey(10).bgr);
  EXPECT_EQ(second.image.bgr, Grey(10).bgr);
  EXPECT_EQ(first.number, 1U);
  EXPECT_EQ(second.number, 2U);
  EXPECT_LT(first.captured_at, second.captured_at);

  ASSERT_TRUE(board_.ShowFrame("cam", Grey(20)));
  EXPECT_EQ(camera->NextFrame(kLong).value().value().image.bgr, Grey(20).bgr);
  ASSERT_TRUE(board_.ShowFrame("cam", {}));
  EXPECT_EQ(camera->NextFrame(kNoWait).value(), std::nullopt);
}

TEST_F(SimulatedBoardTest, AWaitingCameraWakesForItsPicture) {
  const auto camera = board_.OpenCamera("cam");
  auto frame = std::async(std::launch::async, [&] { return camera->NextFrame(kLong); });
  ASSERT_TRUE(board_.ShowFrame("cam", Grey(10)));
  EXPECT_EQ(frame.get().value().value().image.bgr, Grey(10).bgr);
}

TEST_F(SimulatedBoardTest, TracesTheInitialLevelAndEachChange) {
  const auto strike = board_.OpenOutput("main.strike", Level::kInactive);
  for (const Level level : {Level::kInactive, Level::kActive, Level::kActive, Level::kInactive}) {
    ASSERT_TRUE(strike->Set(level));
  }
  const auto trace = board_.Trace();
  ASSERT_THAT(LevelsOf(trace), ElementsAre(Level::kInactive, Level::kActive, Level::kInactive));
  for (std::size_t i = 0; i < trace.size(); ++i) {
    EXPECT_EQ(trace[i].number, i + 1);
    EXPECT_EQ(trace[i].line, "main.strike");
    EXPECT_GT(trace[i].at, WallTime{});
    EXPECT_LE(trace[0].steady_at, trace[i].steady_at);
  }
  EXPECT_THAT(LevelsOf(board_.Trace(2)), ElementsAre(Level::kInactive));
  EXPECT_THAT(board_.Trace(3), IsEmpty());
}

TEST_F(SimulatedBoardTest, OpeningALineAgainSetsItsInitialLevel) {
  auto strike = board_.OpenOutput("main.strike", Level::kActive);
  strike = board_.OpenOutput("main.strike", Level::kActive);
  EXPECT_THAT(board_.Trace(), SizeIs(1));
  strike = board_.OpenOutput("main.strike", Level::kInactive);
  EXPECT_THAT(LevelsOf(board_.Trace()), ElementsAre(Level::kActive, Level::kInactive));
}

TEST_F(SimulatedBoardTest, TheTraceForgetsTheOldest) {
  const auto strike = board_.OpenOutput("main.strike", Level::kInactive);
  for (int i = 0; i < 10'004; ++i) {
    ASSERT_TRUE(strike->Set(i % 2 == 0 ? Level::kActive : Level::kInactive));
  }
  const auto trace = board_.Trace();
  ASSERT_THAT(trace, SizeIs(10'000));
  EXPECT_EQ(trace.front().number, 6U);
  EXPECT_EQ(trace.back().number, 10'005U);
  EXPECT_THAT(board_.Trace(2), SizeIs(10'000));
}

TEST_F(SimulatedBoardTest, AnUnpluggedOutputKeepsItsLevel) {
  const auto strike = board_.OpenOutput("main.strike", Level::kInactive);
  const auto buzzer = board_.OpenOutput("main.buzzer", Level::kActive);
  ASSERT_TRUE(board_.SetUnplugged("main.strike", true));
  EXPECT_EQ(CodeOf(strike->Set(Level::kActive)), ErrorCode::kUnavailable);
  EXPECT_EQ(board_.Outputs(), (std::map<std::string, Level>{{"main.buzzer", Level::kActive},
                                                            {"main.strike", Level::kInactive}}));
  EXPECT_THAT(board_.Trace(), SizeIs(2));
}

TEST_F(SimulatedBoardTest, AnInputTellsItsLevelAndItsEdges) {
  const auto contact = board_.OpenInput("main.contact");
  EXPECT_EQ(contact->Read(), Level::kInactive);
  EXPECT_EQ(contact->WaitForEdge(kNoWait), false);

  ASSERT_TRUE(board_.SetInput("main.contact", Level::kInactive));
  EXPECT_EQ(contact->WaitForEdge(kNoWait), false) << "the level was the same";

  ASSERT_TRUE(board_.SetInput("main.contact", Level::kActive));
  ASSERT_TRUE(board_.SetInput("main.contact", Level::kInactive));
  ASSERT_TRUE(board_.SetInput("main.contact", Level::kActive));
  EXPECT_EQ(contact->Read(), Level::kActive);
  EXPECT_EQ(contact->WaitForEdge(kLong), true);
  EXPECT_EQ(contact->WaitForEdge(kNoWait), false) << "several edges may come as one";
}

TEST_F(SimulatedBoardTest, AnEdgeWakesWhoeverWaitsWhileOthersRead) {
  const auto contact = board_.OpenInput("main.contact");
  auto edge = std::async(std::launch::async, [&] { return contact->WaitForEdge(kLong); });
  EXPECT_EQ(contact->Read(), Level::kInactive);
  ASSERT_TRUE(board_.SetInput("main.contact", Level::kActive));
  EXPECT_EQ(edge.get(), true);
  EXPECT_EQ(contact->Read(), Level::kActive);
}

TEST_F(SimulatedBoardTest, ManyHandsAreNoHarm) {
  const auto pad = board_.OpenReader("pad", kKeys);
  const auto strike = board_.OpenOutput("main.strike", Level::kInactive);
  constexpr int kHands = 4;
  constexpr int kPresses = 50;
  std::vector<std::future<void>> hands;
  for (int hand = 0; hand < kHands; ++hand) {
    hands.push_back(std::async(std::launch::async, [&] {
      const auto contact = board_.OpenInput("main.contact");
      for (int i = 0; i < kPresses; ++i) {
        EXPECT_TRUE(board_.PressKeys("", "5"));
        EXPECT_TRUE(board_.SetInput("", i % 2 == 0 ? Level::kActive : Level::kInactive));
        EXPECT_THAT(board_.Outputs(), SizeIs(1));
      }
    }));
  }
  for (int i = 0; i < kHands * kPresses; ++i) EXPECT_EQ(pad->WaitForEvent(kLong).value(), Key('5'));
  for (auto& hand : hands) hand.get();
  EXPECT_EQ(pad->WaitForEvent(kNoWait).value(), std::nullopt);
}

}  // namespace doorward::simulated_board_test
