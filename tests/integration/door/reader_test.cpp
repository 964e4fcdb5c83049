// Readers and cameras, from the device to the record.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include "doorward/readers/reader_workers.hpp"
#include "doorward/readers/vision_worker.hpp"
#include "doorward/vision/image_codec.hpp"
#include "fakes/face_numbers.hpp"
#include "integration/door/door_rig.hpp"

namespace doorward::reader_test {

using std::chrono::seconds;

const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

FaceNumbers FaceOf(std::size_t person) {
  FaceNumbers face{};
  face[person] = 1.4F;
  return face;
}

// Sees in a picture whom the value of its first byte stands for: 0 is nobody.
class FirstByteEngine final : public FaceEngine {
 public:
  Result<std::vector<DetectedFace>> Detect(const Image& image) override {
    if (image.bgr.front() == 0) return std::vector<DetectedFace>();
    return std::vector<DetectedFace>{
        {.box = {.width = 200, .height = 200},
         .quality = {.size_px = 200, .sharpness = 200, .detection = 1}}};
  }
  Result<FaceTemplate> Embed(const Image& image, const DetectedFace&) override {
    return FaceOf(image.bgr.front());
  }
  const FaceModel& model() const override { return model_; }

 private:
  FaceModel model_ = FakeFaceModel();
};

Image PictureOf(std::uint8_t person) {
  return {.width = 320, .height = 240, .bgr = Bytes(320 * 240 * 3, person)};
}

Image PictureOfCode(const std::string& text) {
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  const auto code = writer.setMargin(4).encode(text, 300, 300);
  Image image{.width = 300, .height = 300, .bgr = {}};
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 300; ++x) image.bgr.insert(image.bgr.end(), 3, code.get(x, y) ? 0 : 255);
  }
  return image;
}

class ReaderTest : public testing::Test {
 protected:
  ReaderContext Context(const std::string& reader) {
    return {{ReaderId(reader), rig_.health(), rig_.clock()}, rig_.access(), rig_.feedback()};
  }

  HealthState HealthOf(const std::string& part) { return rig_.health().Reports()[part].state; }
  bool HealthBecomes(const std::string& part, HealthState state) {
    return Eventually([&] { return HealthOf(part) == state; });
  }

  std::unique_ptr<VisionWorker> StartVision(std::unique_ptr<FaceEngine> engine) {
    std::vector<CameraReader> cameras = {
        {.reader = ReaderId("cam"), .open = [this] { return rig_.board().OpenCamera("cam"); }}};
    return std::make_unique<VisionWorker>(std::move(cameras), std::move(engine), FaceConfig{},
                                          rig_.matcher(), rig_.index(), rig_.access(),
                                          rig_.health(), rig_.clock());
  }

  DoorRig rig_;
};

TEST_F(ReaderTest, EachReaderBringsWhatItSaw) {
  rig_.Enrol("1001", {KeyOfCard(kCard), KeyOfQr("VISIT-1"), rig_.PinKey("482913"),
                      KeyOfFinger("simulated", 3)});
  SimulatedBoard& board = rig_.board();
  const auto start = [&](const std::string& id, ReaderReads reads) {
    return StartReaderWorker(Context(id), reads,
                             [&board, id, reads] { return board.OpenReader(id, reads); });
  };
  const Worker card = start("nfc", {.cards = true});
  const Worker code = start("cam", {.codes = true});
  const Worker pad = start("pad", {.keys = true});
  FingerprintStation station(rig_.people(), rig_.index());
  const Worker finger = StartFingerprintWorker(Context("pad"), station,
                                               [&] { return board.OpenFingerprintReader("pad"); });
  ASSERT_TRUE(HealthBecomes("nfc", HealthState::kOk));
  ASSERT_TRUE(Eventually([&] { return board.PresentCode("cam", "VISIT-1").has_value(); }));
  ASSERT_TRUE(Eventually([&] { return board.PressKeys("pad", "482913#").has_value(); }));
  ASSERT_TRUE(Eventually([&] { return board.PresentFinger("pad", 3).has_value(); }));
  ASSERT_TRUE(board.PresentCard("nfc", kCard));

  std::vector<Method> methods;
  for (const Record& record : rig_.WaitForRecords(IsAttempt, 4)) {
    EXPECT_TRUE(record.granted);
    methods.push_back(*record.method);
  }
  EXPECT_THAT(methods, testing::UnorderedElementsAre(Method::kCard, Method::kQr, Method::kPin,
                                                     Method::kFingerprint));
}

TEST_F(ReaderTest, AnInputOfAReaderThatIsStuckIsAnAlarmUntilItIsMended) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  const ReaderContext context{{ReaderId("nfc"), rig.health(), clock}, rig.access(), rig.feedback()};
  const Worker worker = StartReaderWorker(
      context, {.cards = true}, [&] { return rig.board().OpenWiegandReader("nfc", false); });
  ASSERT_TRUE(
      Eventually([&] { return rig.board().PullWiegand("nfc", {ReaderInput::kD0}).has_value(); }));
  // Not before the worker has seen it does the time count.
  const auto advance_until = [&](Event event) {
    return Eventually([&] {
      clock.Advance(Milliseconds(100));
      rig.WaitUntilDurable();
      return std::ranges::any_of(rig.Records(), IsEvent(event));
    });
  };
  ASSERT_TRUE(advance_until(Event::kInputStuck));
  const Record stuck = rig.WaitForEvent(Event::kInputStuck);
  EXPECT_EQ(stuck.kind, RecordKind::kAlarm);
  EXPECT_EQ(stuck.door, DoorId("main"));
  EXPECT_EQ(stuck.reader, ReaderId("nfc"));
  EXPECT_THAT(stuck.detail, testing::HasSubstr("line D0 has been active for 30 s"));
  EXPECT_EQ(rig.health().Reports().at("input:nfc.d0").state, HealthState::kDegraded);
  EXPECT_EQ(rig.health().Reports().at("nfc").state, HealthState::kOk);

  ASSERT_TRUE(rig.board().PullWiegand("nfc", {}));
  ASSERT_TRUE(advance_until(Event::kInputStuckCleared));
  EXPECT_EQ(rig.health().Reports().at("input:nfc.d0").state, HealthState::kOk);
}

TEST_F(ReaderTest, AKeyThatRepeatsForEverIsAnAlarm) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  const ReaderReads keys{.keys = true};
  const ReaderContext context{{ReaderId("pad"), rig.health(), clock}, rig.access(), rig.feedback()};
  const Worker worker =
      StartReaderWorker(context, keys, [&] { return rig.board().OpenReader("pad", keys); });
  // The queue holds 256 presses: the worker never sees a pause of a second between two.
  ASSERT_TRUE(Eventually([&] {
    for (int i = 0; i < 500; ++i) {
      if (rig.board().PressKeys("pad", "5")) clock.Advance(Milliseconds(3));
    }
    return rig.health().Reports().contains("input:pad.key");
  }));
  const Record stuck = rig.WaitForEvent(Event::kInputStuck);
  EXPECT_EQ(stuck.reader, ReaderId("pad"));
  EXPECT_EQ(stuck.detail.find('5'), std::string::npos);  // It may be of somebody's PIN.
}

TEST_F(ReaderTest, AReaderThatWasAwayComesBack) {
  rig_.Enrol("1001", {KeyOfCard(kCard)});
  const ReaderReads cards{.cards = true};
  const Worker worker = StartReaderWorker(Context("nfc"), cards,
                                          [&] { return rig_.board().OpenReader("nfc", cards); });
  ASSERT_TRUE(HealthBecomes("nfc", HealthState::kOk));
  ASSERT_TRUE(rig_.board().SetUnplugged("nfc", true));
  ASSERT_TRUE(HealthBecomes("nfc", HealthState::kDegraded));
  rig_.PostPin("000000");  // The others go on.
  EXPECT_EQ(rig_.WaitForAttempt(1).reason, Reason::kWrongPin);
  ASSERT_TRUE(rig_.board().SetUnplugged("nfc", false));
  ASSERT_TRUE(HealthBecomes("nfc", HealthState::kOk));
  ASSERT_TRUE(rig_.board().PresentCard("nfc", kCard));
  EXPECT_TRUE(rig_.WaitForAttempt(2).granted);
}

TEST_F(ReaderTest, WhatAReaderIsNotThereForIsDroppedAndTamperingRecorded) {
  rig_.Enrol("1001", {KeyOfCard(kCard), rig_.PinKey("482913")});
  const ReaderReads device{.cards = true, .keys = true};
  const Worker worker = StartReaderWorker(Context("nfc"), {.cards = true},
                                          [&] { return rig_.board().OpenReader("nfc", device); });
  ASSERT_TRUE(HealthBecomes("nfc", HealthState::kOk));
  ASSERT_TRUE(rig_.board().PressKeys("nfc", "482913#"));
  ASSERT_TRUE(rig_.board().Tamper("nfc", true));
  ASSERT_TRUE(rig_.board().PresentCard("nfc", kCard));
  EXPECT_EQ(rig_.WaitForAttempt(1).method, Method::kCard);
  const auto alarms = rig_.WaitForRecords(
      [](const Record& record) { return record.event == Event::kReaderTamper; }, 1);
  EXPECT_EQ(alarms.front().reader, ReaderId("nfc"));
}

TEST_F(ReaderTest, AReaderThatCannotBeOpenedIsDegraded) {
  const Worker worker =
      StartReaderWorker(Context("nfc"), {.cards = true}, []() -> Result<std::unique_ptr<Reader>> {
        return Fail(ErrorCode::kNotFound, "no such port");
      });
  EXPECT_TRUE(HealthBecomes("nfc", HealthState::kDegraded));
}

TEST_F(ReaderTest, AnEdgeWorkerTellsOfTheButton) {
  const auto line = rig_.board().OpenInput("main.exit");
  const Worker worker = StartEdgeWorker("edges", *line, rig_.access());
  ASSERT_TRUE(rig_.board().SetInput("main.exit", Level::kActive));
  EXPECT_TRUE(rig_.WaitForAttempt().granted);
}

TEST_F(ReaderTest, AKnownFaceOpensAndAStrangersDoesNot) {
  rig_.Enrol("1001", {}, {FaceOf(1)});
  const auto vision = StartVision(std::make_unique<FirstByteEngine>());
  EXPECT_EQ(vision->model()->name, "fake");
  ASSERT_TRUE(Eventually([&] { return rig_.board().ShowFrame("cam", PictureOf(1)).has_value(); }));
  const Record known = rig_.WaitForAttempt(1);
  EXPECT_TRUE(known.granted);
  EXPECT_EQ(known.method, Method::kFace);
  EXPECT_EQ(known.person, PersonId("1001"));
  EXPECT_TRUE(known.snapshot);
  EXPECT_TRUE(HealthBecomes("cam", HealthState::kOk));
  EXPECT_TRUE(HealthBecomes("vision", HealthState::kOk));
  ASSERT_TRUE(rig_.board().ShowFrame("cam", PictureOf(2)));
  EXPECT_EQ(rig_.WaitForAttempt(2).reason, Reason::kUnknownPerson);
}

TEST_F(ReaderTest, ACodeBeforeTheCameraIsPresentedOnce) {
  rig_.Enrol("1001", {KeyOfQr("VISIT-7731")});
  const auto vision = StartVision(nullptr);
  EXPECT_EQ(vision->model(), nullptr);
  ASSERT_TRUE(Eventually(
      [&] { return rig_.board().ShowFrame("cam", PictureOfCode("VISIT-7731")).has_value(); }));
  EXPECT_TRUE(rig_.WaitForAttempt(1).granted);
  ASSERT_TRUE(rig_.board().ShowFrame("cam", PictureOfCode("VISIT-0")));
  EXPECT_EQ(rig_.WaitForAttempt(2).reason, Reason::kUnknownCredential);
  EXPECT_EQ(rig_.WaitForRecords(IsAttempt).size(), 2U);
}

TEST_F(ReaderTest, ACameraThatWasAwayComesBack) {
  const auto vision = StartVision(std::make_unique<FirstByteEngine>());
  ASSERT_TRUE(Eventually([&] { return rig_.board().ShowFrame("cam", PictureOf(0)).has_value(); }));
  ASSERT_TRUE(HealthBecomes("cam", HealthState::kOk));
  ASSERT_TRUE(rig_.board().SetUnplugged("cam", true));
  EXPECT_TRUE(HealthBecomes("cam", HealthState::kDegraded));
  rig_.PostCard(kCard);
  rig_.WaitForAttempt();
  ASSERT_TRUE(rig_.board().SetUnplugged("cam", false));
  EXPECT_TRUE(Eventually([&] {
    return rig_.board().ShowFrame("cam", PictureOf(0)).has_value() &&
           HealthOf("cam") == HealthState::kOk;
  }));
}

TEST_F(ReaderTest, PhotosAreLookedAtBetweenFrames) {
  const auto vision = StartVision(std::make_unique<FirstByteEngine>());
  ASSERT_TRUE(Eventually([&] { return rig_.board().ShowFrame("cam", PictureOf(0)).has_value(); }));
  const auto photo = EncodeJpeg(PictureOf(7));
  ASSERT_TRUE(photo);
  const auto face = vision->ExtractFromPhoto(*photo, seconds(30));
  ASSERT_TRUE(face) << face.error().message;
  EXPECT_GT(NumbersOf(face->face_template)[7], 1.0F);
  EXPECT_EQ(vision->ExtractFromPhoto({1, 2, 3}, seconds(30)).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(ReaderTest, WithoutAnEngineThereIsNoEnrolment) {
  const auto vision = StartVision(nullptr);
  EXPECT_EQ(vision->ExtractFromPhoto({1, 2, 3}, seconds(30)).error().code, ErrorCode::kUnsupported);
}

// The face was there, and reported, before the card came: it must be looked at again.
TEST(FactorsAtACamera, TheFaceMayStandThereBeforeTheCard) {
  DoorConfig door = DefaultDoor();
  door.factors = {{.require = *FactorPolicy::Parse("card+face")}};
  door.factors_within = seconds(1);
  DoorRig rig({.doors = {door}});
  rig.Enrol("1001", {KeyOfCard(kCard)}, {FaceOf(1)});
  std::vector<CameraReader> cameras = {
      {.reader = ReaderId("cam"), .open = [&] { return rig.board().OpenCamera("cam"); }}};
  const VisionWorker vision(std::move(cameras), std::make_unique<FirstByteEngine>(), FaceConfig{},
                            rig.matcher(), rig.index(), rig.access(), rig.health(), rig.clock());
  ASSERT_TRUE(Eventually([&] { return rig.board().ShowFrame("cam", PictureOf(1)).has_value(); }));
  EXPECT_EQ(rig.WaitForAttempt(1).reason, Reason::kSecondFactorMissing);
  EXPECT_EQ(rig.WaitForAttempt(1).method, Method::kFace);
  rig.PostCard(kCard);
  const Record attempt = rig.WaitForAttempt(2);
  EXPECT_TRUE(attempt.granted) << ReasonName(*attempt.reason);
  EXPECT_TRUE(attempt.snapshot);
}

}  // namespace doorward::reader_test
