#include "doorward/readers/card_forwarder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_clock.hpp"

namespace doorward::card_forwarder_test {

using namespace std::chrono_literals;
using testing::ElementsAre;

// What the panel behind is told, and whether its lines are there.
class Panel {
 public:
  Result<std::unique_ptr<CardOutput>> Open();

  Status Told(ByteView uid) {
    MutexLock lock(mutex_);
    if (!plugged_) return Fail(ErrorCode::kUnavailable, "unplugged");
    if (uid.size() > 4) return Fail(ErrorCode::kInvalidArgument, "too long");
    told_.push_back(ToHex(uid));
    changed_.NotifyAll();
    return {};
  }
  void SetPlugged(bool plugged) {
    MutexLock lock(mutex_);
    plugged_ = plugged;
  }
  bool plugged() const {
    MutexLock lock(mutex_);
    return plugged_;
  }
  std::vector<std::string> WaitFor(std::size_t count) {
    const SteadyTime deadline = std::chrono::steady_clock::now() + 20s;
    MutexLock lock(mutex_);
    while (told_.size() < count && changed_.WaitUntil(mutex_, deadline)) {
    }
    return told_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  bool plugged_ DW_GUARDED_BY(mutex_) = true;
  std::vector<std::string> told_ DW_GUARDED_BY(mutex_);
};

class PanelOutput final : public CardOutput {
 public:
  explicit PanelOutput(Panel& panel) : panel_(panel) {}
  Status Send(ByteView uid) override { return panel_.Told(uid); }
  std::string_view name() const override { return "panel"; }

 private:
  Panel& panel_;
};

Result<std::unique_ptr<CardOutput>> Panel::Open() {
  if (!plugged()) return Fail(ErrorCode::kUnavailable, "unplugged");
  return std::make_unique<PanelOutput>(*this);
}

class CardForwarderTest : public testing::Test {
 protected:
  std::unique_ptr<CardForwarder> Start(ForwardedCards which) {
    return std::make_unique<CardForwarder>(
        DoorId("main"), which, [this] { return panel_.Open(); }, health_, clock_);
  }

  const DoorId door_{"main"};
  FakeClock clock_;
  Health health_;
  Panel panel_;
};

TEST_F(CardForwarderTest, TellsGrantedCardsOfItsDoor) {
  const auto forwarder = Start(ForwardedCards::kGranted);
  forwarder->Take(door_, "01020304", false);
  forwarder->Take(DoorId("other"), "05060708", true);
  forwarder->Take(door_, "04A1B2C3", true);
  EXPECT_THAT(panel_.WaitFor(1), ElementsAre("04A1B2C3"));
}

TEST_F(CardForwarderTest, TellsAllCardsWhereItIsToldSo) {
  const auto forwarder = Start(ForwardedCards::kAll);
  forwarder->Take(door_, "01020304", false);
  forwarder->Take(door_, "04A1B2C3", true);
  EXPECT_THAT(panel_.WaitFor(2), ElementsAre("01020304", "04A1B2C3"));
}

TEST_F(CardForwarderTest, CountsWhatDoesNotFitAndGoesOn) {
  const auto forwarder = Start(ForwardedCards::kGranted);
  forwarder->Take(door_, "0102030405", true);
  forwarder->Take(door_, "0102030406", true);
  forwarder->Take(door_, "04A1B2C3", true);
  EXPECT_THAT(panel_.WaitFor(1), ElementsAre("04A1B2C3"));
  EXPECT_EQ(forwarder->unfit(), 2U);
}

TEST_F(CardForwarderTest, TellsNothingOld) {
  panel_.SetPlugged(false);
  const auto forwarder = Start(ForwardedCards::kGranted);
  forwarder->Take(door_, "01020304", true);
  clock_.Advance(CardForwarder::kMaxAge + 1ms);
  panel_.SetPlugged(true);
  forwarder->Take(door_, "04A1B2C3", true);
  EXPECT_THAT(panel_.WaitFor(1), ElementsAre("04A1B2C3"));
}

TEST_F(CardForwarderTest, NeverWaitsForAPanelThatIsAway) {
  panel_.SetPlugged(false);
  const auto forwarder = Start(ForwardedCards::kGranted);
  for (int i = 0; i < 100; ++i) forwarder->Take(door_, "01020304", true);
  panel_.SetPlugged(true);
  EXPECT_EQ(panel_.WaitFor(CardForwarder::kQueueLength).size(), CardForwarder::kQueueLength);
}

}  // namespace doorward::card_forwarder_test
