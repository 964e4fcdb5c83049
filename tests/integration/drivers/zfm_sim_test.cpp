// The driver against the simulated module, over a pseudo-terminal.

#include "doorward/drivers/zfm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/temp_dir.hpp"
#include "integration/drivers/simulator_process.hpp"

namespace doorward::zfm_sim_test {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr Milliseconds kLong{20'000};
constexpr Milliseconds kShort{150};

class ZfmSim : public testing::Test {
 protected:
  void Start(const std::vector<std::string>& options = {}, ZfmConfig config = {}) {
    sim_.reset();
    sim_.emplace("zfm_sim", (folder_.path() / "finger").string(), options);
    config_ = config;
    config_.serial.port = (folder_.path() / "finger").string();
    Open();
  }

  void Open() {
    reader_.reset();
    auto opened = OpenZfm(config_);
    ASSERT_TRUE(opened) << opened.error().message;
    reader_ = std::move(*opened);
  }

  Error OpenError() {
    reader_.reset();
    auto opened = OpenZfm(config_);
    EXPECT_FALSE(opened);
    return opened ? Error{} : opened.error();
  }

  void Do(const std::string& command) { sim_->Do(command); }
  FingerprintTemplates& templates() { return *reader_->templates(); }

  // The next finger; fails if none comes.
  FingerMatch Finger() {
    const auto finger = reader_->WaitForFinger(kLong);
    EXPECT_TRUE(finger && *finger) << (finger ? "none came" : finger.error().message);
    return finger && *finger ? **finger : FingerMatch{.slot = -1};
  }

  std::vector<std::string> Lights() {
    std::vector<std::string> lights = sim_->Events();
    std::erase_if(lights, [](const std::string& event) { return !event.starts_with("led"); });
    return lights;
  }

  void ExpectNone() {
    const auto finger = reader_->WaitForFinger(kShort);
    ASSERT_TRUE(finger) << finger.error().message;
    EXPECT_FALSE(*finger);
  }

  void Lift() {
    Do("lift");
    while (!templates().IsFingerLifted().value()) {
    }
  }

  Result<Bytes> Enrol(const std::string& first, const std::string& second) {
    Do("finger " + first);
    EXPECT_EQ(templates().TakeSample(1, kLong), FingerSample::kTaken);
    Lift();
    Do("finger " + second);
    EXPECT_EQ(templates().TakeSample(2, kLong), FingerSample::kTaken);
    Lift();
    return templates().Combine();
  }

  TempDir folder_;
  std::optional<SimulatorProcess> sim_;
  ZfmConfig config_;
  std::unique_ptr<FingerprintReader> reader_;
};

TEST_F(ZfmSim, FindsTheSlotOfAFingerOnceUntilItIsLifted) {
  Start();
  Do("put 7 anna");
  ExpectNone();
  Do("finger anna");
  const FingerMatch match = Finger();
  EXPECT_EQ(match.slot, 7);
  EXPECT_GE(match.score, 50);
  ExpectNone();
  Lift();
  ExpectNone();
  Do("finger anna");
  EXPECT_EQ(Finger().slot, 7);
  EXPECT_EQ(reader_->sensor(), "zfm");
}

TEST_F(ZfmSim, ReportsAnUnknownFingerOnce) {
  Start();
  Do("put 0 anna");
  Do("finger bert");
  EXPECT_EQ(Finger().slot, std::nullopt);
  ExpectNone();
}

TEST_F(ZfmSim, DropsAPoorFingerUntilItIsLaidOnAgain) {
  Start();
  Do("put 0 anna");
  Do("finger anna poor");
  ExpectNone();
  ExpectNone();
  Lift();
  Do("finger anna");
  EXPECT_EQ(Finger().slot, 0);
}

TEST_F(ZfmSim, SearchesTheWholeCapacity) {
  Start({"--capacity", "1000"});
  EXPECT_EQ(templates().capacity(), 1000);
  Do("put 999 anna");
  Do("finger anna");
  EXPECT_EQ(Finger().slot, 999);
}

TEST_F(ZfmSim, EnrolsAndMovesTemplates) {
  for (const char* size : {"512", "768", "1536"}) {
    for (const char* packet : {"32", "128", "256"}) {
      SCOPED_TRACE(testing::Message() << size << " bytes in packets of " << packet);
      Start({"--template-bytes", size, "--packet", packet});
      const auto made = Enrol("anna", "anna");
      ASSERT_TRUE(made) << made.error().message;
      EXPECT_EQ(made->size(), std::stoul(size));
      EXPECT_TRUE(templates().Put(3, *made));
      EXPECT_EQ(templates().Get(3), *made);
      EXPECT_EQ(templates().UsedSlots(), std::set<int>{3});
      Do("finger anna");
      EXPECT_EQ(Finger().slot, 3);
      EXPECT_TRUE(templates().Delete(3));
      EXPECT_TRUE(templates().Delete(3));
      EXPECT_EQ(templates().Get(3).error().code, ErrorCode::kNotFound);
    }
  }
}

TEST_F(ZfmSim, AnEnrolledFingerIsNotReportedUntilItIsLifted) {
  Start();
  ASSERT_TRUE(templates().Put(1, Enrol("anna", "anna").value()));
  Do("finger anna");
  EXPECT_EQ(templates().TakeSample(1, kLong), FingerSample::kTaken);
  ExpectNone();
  EXPECT_EQ(templates().IsFingerLifted(), false);
  Lift();
  Do("finger anna");
  EXPECT_EQ(Finger().slot, 1);
}

TEST_F(ZfmSim, FindsWhoseASampleIs) {
  Start();
  Do("put 5 anna");
  Do("finger anna");
  EXPECT_EQ(templates().TakeSample(1, kLong), FingerSample::kTaken);
  EXPECT_EQ(templates().FindSample(1), 5);
  EXPECT_FALSE(templates().FindSample(2).value()) << "nothing is in this buffer";
  Do("finger bert");
  EXPECT_EQ(templates().TakeSample(2, kLong), FingerSample::kTaken);
  EXPECT_EQ(templates().FindSample(2).value(), std::nullopt);
  EXPECT_EQ(templates().FindSample(1), 5);
}

TEST_F(ZfmSim, DoesNotCombineTwoFingers) {
  Start();
  const auto made = Enrol("anna", "bert");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
  Do("finger anna poor");
  EXPECT_EQ(templates().TakeSample(1, kLong), FingerSample::kPoor);
  Lift();
  EXPECT_EQ(templates().TakeSample(1, Milliseconds(60)), FingerSample::kNoFinger);
}

TEST_F(ZfmSim, RefusesWhatIsNoTemplateOfItsFamily) {
  Start({"--family", "B"});
  const Bytes other = Enrol("anna", "anna").value();
  Start();
  Bytes damaged = Enrol("anna", "anna").value();
  damaged[300] ^= 1;
  for (const Bytes& bytes : {other, damaged, Bytes(511), Bytes(1537), Bytes()}) {
    SCOPED_TRACE(bytes.size());
    const Status put = templates().Put(0, bytes);
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(templates().UsedSlots(), std::set<int>{});
  EXPECT_EQ(templates().Put(200, damaged).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(templates().Put(-1, damaged).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(ZfmSim, ListsTheUsedSlotsWithAndWithoutAnIndex) {
  for (const bool index : {true, false}) {
    SCOPED_TRACE(index);
    std::vector<std::string> options{"--capacity", "300"};
    if (!index) options.emplace_back("--no-index");
    Start(options);
    EXPECT_EQ(templates().UsedSlots(), std::set<int>{});
    Open();
    for (const int slot : {0, 9, 255, 256, 299}) Do("put " + std::to_string(slot) + " anna");
    EXPECT_EQ(templates().UsedSlots(), (std::set<int>{0, 9, 255, 256, 299}));
    const Bytes made = Enrol("bert", "bert").value();
    ASSERT_TRUE(templates().Put(8, made));
    ASSERT_TRUE(templates().Delete(9));
    EXPECT_EQ(templates().UsedSlots(), (std::set<int>{0, 8, 255, 256, 299}));
    ASSERT_TRUE(templates().Clear());
    EXPECT_EQ(templates().UsedSlots(), std::set<int>{});
  }
}

TEST_F(ZfmSim, KeepsAMarkOfAnyLengthAndLosesItWithItsTemplates) {
  Start();
  EXPECT_EQ(templates().ReadMark(), Bytes());
  for (const std::size_t size : {1U, 16U, 32U}) {
    const Bytes mark(size, 0xA5);
    ASSERT_TRUE(templates().WriteMark(mark));
    EXPECT_EQ(templates().ReadMark(), mark);
  }
  EXPECT_EQ(templates().WriteMark(Bytes(33)).error().code, ErrorCode::kInvalidArgument);
  Do("swap");
  EXPECT_EQ(templates().ReadMark(), Bytes());
  Do("swap");
  EXPECT_EQ(templates().ReadMark(), Bytes(32, 0xA5));
  Do("wipe");
  EXPECT_EQ(templates().ReadMark(), Bytes());
  ASSERT_TRUE(templates().WriteMark(Bytes(1)));
  ASSERT_TRUE(templates().WriteMark({}));
  EXPECT_EQ(templates().ReadMark(), Bytes());
}

TEST_F(ZfmSim, AModuleWithoutANotepadKeepsNoMark) {
  Start({"--no-notepad"});
  EXPECT_EQ(templates().ReadMark().error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(templates().WriteMark(Bytes(16)).error().code, ErrorCode::kUnsupported);
}

TEST_F(ZfmSim, SetsTheSecurityLevelOnlyIfItIsAnother) {
  Start({"--security", "3"});
  EXPECT_THAT(sim_->Events(), Not(Contains(HasSubstr("security"))));
  config_.security_level = 5;
  Open();
  EXPECT_THAT(sim_->Events(), Contains("security 5"));
}

TEST_F(ZfmSim, ProvesThePassword) {
  Start({"--password", "0A1B2C3D"}, {.password = 0x0A1B2C3D});
  Do("put 0 anna");
  Do("finger anna");
  EXPECT_EQ(Finger().slot, 0);
  config_.password = 0;
  const Error wrong = OpenError();
  EXPECT_EQ(wrong.code, ErrorCode::kPermissionDenied);
  EXPECT_THAT(wrong.message, HasSubstr("the password is wrong"));
}

TEST_F(ZfmSim, AModuleThatLostPowerIsOpenedAgain) {
  Start({"--password", "00000001"}, {.password = 1});
  ExpectNone();
  Do("power");
  const auto finger = reader_->WaitForFinger(kLong);
  ASSERT_FALSE(finger);
  EXPECT_EQ(finger.error().code, ErrorCode::kUnavailable);
  Open();
  ExpectNone();
}

TEST_F(ZfmSim, AModuleAtAnotherAddressDoesNotAnswer) {
  Start({"--address", "00000007"}, {.address = 7});
  config_.address = 8;
  EXPECT_EQ(OpenError().code, ErrorCode::kUnavailable);
}

TEST_F(ZfmSim, SilenceIsTheEndOfIt) {
  Start();
  Do("silent");
  auto finger = reader_->WaitForFinger(kShort);
  EXPECT_TRUE(finger && !*finger);
  finger = reader_->WaitForFinger(kLong);
  ASSERT_FALSE(finger);
  EXPECT_EQ(finger.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(OpenError().code, ErrorCode::kUnavailable);
  Do("silent off");
  Open();
}

TEST_F(ZfmSim, OneSpoiltReplyCostsNoFinger) {
  for (const char* fault : {"silence", "garbage", "half", "sum"}) {
    SCOPED_TRACE(fault);
    Start();
    Do("put 5 anna");
    ExpectNone();
    Do("fault " + std::string(fault));
    Do("finger anna");
    EXPECT_EQ(Finger().slot, 5);
  }
}

TEST_F(ZfmSim, ShowsPatternsOnItsRing) {
  Start();
  ASSERT_TRUE(
      reader_->Play({.steps = {{.green = true, .duration = Milliseconds(20)},
                               {.red = true, .duration = Milliseconds(20)},
                               {.green = true, .red = true, .duration = Milliseconds(20)}}}));
  while (Lights().size() < 4) ExpectNone();
  EXPECT_EQ(Lights(),
            (std::vector<std::string>{"led on green", "led on red", "led on yellow", "led off"}));
  Start({"--no-green"});
  ASSERT_TRUE(reader_->Play({.steps = {{.green = true}}, .repeat = true}));
  while (Lights().empty()) ExpectNone();
  EXPECT_EQ(Lights(), std::vector<std::string>{"led on blue"});
  Start({"--no-light"});
  Do("put 0 anna");
  ASSERT_TRUE(reader_->Play({.steps = {{.red = true}}, .repeat = true}));
  Do("finger anna");
  EXPECT_EQ(Finger().slot, 0);
}

}  // namespace doorward::zfm_sim_test
