// Worker, WaitFor, Backoff and Health: how parts run, wait, and say how they are.

#include "doorward/core/worker.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <future>
#include <set>

#include "doorward/core/backoff.hpp"
#include "doorward/core/health.hpp"
#include "doorward/core/log.hpp"

namespace doorward::worker_test {

constexpr Milliseconds kForever = std::chrono::hours(1);

TEST(Worker, BearsItsNameCutToWhatLinuxShows) {
  for (const auto& [name, shown] : std::vector<std::pair<std::string, std::string>>{
           {"access", "access"}, {"a-name-that-is-too-long", "a-name-that-is-"}, {"", ""}}) {
    std::promise<std::string> told;
    Worker worker(name, [&](const std::stop_token&) {
      char text[32] = {};
      pthread_getname_np(pthread_self(), text, sizeof text);
      told.set_value(text);
    });
    const std::string seen = told.get_future().get();
    if (!name.empty()) {
      EXPECT_EQ(seen, shown);
    }
  }
}

TEST(Worker, StopsWhenAskedAndWhenDestroyed) {
  std::atomic<int> ended = 0;
  const auto run = [&](const std::stop_token& stop) {
    while (WaitFor(stop, kForever)) {
    }
    ++ended;
  };
  Worker asked("asked", run);
  asked.RequestStop();
  asked.Join();
  asked.Join();
  EXPECT_EQ(ended, 1);
  { const Worker destroyed("destroyed", run); }
  EXPECT_EQ(ended, 2);
}

TEST(WaitFor, SaysWhetherItMayGoOn) {
  std::stop_source source;
  EXPECT_TRUE(WaitFor(source.get_token(), Milliseconds(0)));
  EXPECT_TRUE(WaitFor(source.get_token(), Milliseconds(1)));
  EXPECT_TRUE(WaitFor(std::stop_token(), Milliseconds(1)));
  source.request_stop();
  EXPECT_FALSE(WaitFor(source.get_token(), kForever));
  EXPECT_FALSE(WaitFor(source.get_token(), Milliseconds(0)));
}

TEST(WaitFor, EndsAsSoonAsAStopIsRequested) {
  for (int round = 0; round < 200; ++round) {
    std::stop_source source;
    std::jthread other([&] { source.request_stop(); });
    EXPECT_FALSE(WaitFor(source.get_token(), kForever));
  }
}

TEST(Backoff, DoublesWithJitterToItsLimit) {
  for (int round = 0; round < 100; ++round) {
    Backoff backoff(Milliseconds(250), Milliseconds(3'000));
    for (const int step : {250, 500, 1'000, 2'000, 3'000, 3'000, 3'000}) {
      const auto delay = backoff.Next().count();
      EXPECT_GE(delay, step / 2);
      EXPECT_LE(delay, step);
    }
    backoff.Reset();
    EXPECT_LE(backoff.Next().count(), 250);
  }
}

TEST(Backoff, IsNotTheSameForEveryTerminal) {
  std::set<Milliseconds::rep> delays;
  for (int terminal = 0; terminal < 100; ++terminal) {
    delays.insert(Backoff(Milliseconds(1'000'000), Milliseconds(1'000'000)).Next().count());
  }
  EXPECT_GT(delays.size(), 90U);
}

TEST(Backoff, NeverIsNothing) {
  Backoff backoff(Milliseconds(1), Milliseconds(1));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(backoff.Next(), Milliseconds(1));
}

TEST(BackoffDeathTest, NeedsSteps) {
  EXPECT_DEATH(Backoff(Milliseconds(0), Milliseconds(1)), "check failed");
  EXPECT_DEATH(Backoff(Milliseconds(2), Milliseconds(1)), "check failed");
}

TEST(Health, CountsChangesAndNotRepetitions) {
  Health health;
  EXPECT_EQ(health.revision(), 0U);
  EXPECT_TRUE(health.Reports().empty());
  health.Ok("nfc", "pn532");
  health.Ok("nfc", "pn532");
  EXPECT_EQ(health.revision(), 1U);
  health.Degraded("nfc", "unplugged");
  health.Degraded("nfc", "unplugged");
  EXPECT_EQ(health.revision(), 2U);
  health.Degraded("nfc", "bus stuck");
  health.Ok("camera");
  EXPECT_EQ(health.revision(), 4U);
  EXPECT_EQ(health.Reports(), (std::map<std::string, HealthReport>{
                                  {"camera", {HealthState::kOk, ""}},
                                  {"nfc", {HealthState::kDegraded, "bus stuck", 1}},
                              }));
}

TEST(Health, TakesReportsFromEveryThread) {
  Health health;
  const auto level = spdlog::get_level();
  spdlog::set_level(spdlog::level::off);
  {
    std::vector<std::jthread> parts;
    for (int part = 0; part < 4; ++part) {
      parts.emplace_back([&health, part] {
        for (int i = 0; i < 500; ++i) health.Degraded(std::to_string(part), std::to_string(i));
      });
    }
  }
  spdlog::set_level(level);
  EXPECT_EQ(health.revision(), 2'000U);
  EXPECT_EQ(health.Reports().size(), 4U);
}

TEST(HealthStates, HaveTheProtocolsWords) {
  EXPECT_EQ(HealthStateName(HealthState::kStarting), "starting");
  EXPECT_EQ(HealthStateName(HealthState::kOk), "ok");
  EXPECT_EQ(HealthStateName(HealthState::kDegraded), "degraded");
}

TEST(LogLevels, AreAClosedList) {
  const auto before = spdlog::get_level();
  for (const char* level : {"debug", "info", "warning", "error"}) {
    EXPECT_TRUE(SetLogLevel(level)) << level;
  }
  for (const char* level : {"", "warn", "off", "trace", "Info", "critical", "info "}) {
    EXPECT_EQ(SetLogLevel(level).error().code, ErrorCode::kInvalidArgument) << level;
  }
  EXPECT_EQ(spdlog::get_level(), spdlog::level::err);
  spdlog::set_level(before);
}

}  // namespace doorward::worker_test
