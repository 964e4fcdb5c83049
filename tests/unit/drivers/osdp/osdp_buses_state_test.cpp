#include "drivers/osdp/osdp_buses_state.hpp"

#include <gtest/gtest.h>

namespace doorward {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};

OsdpConfig Installing(int address) {
  return {
      .serial = {.port = "/dev/ttyS1"}, .address = address, .key_file = {}, .install_mode = true};
}

TEST(OsdpInstallMode, LastsTenMinutesFromTheFirstOpening) {
  OsdpBuses buses;
  OsdpBuses::State& state = buses.state();
  EXPECT_TRUE(state.IsInstalling(Installing(1), kStart));
  EXPECT_TRUE(state.IsInstalling(Installing(1), kStart + 10min - 1ms));
  EXPECT_FALSE(state.IsInstalling(Installing(1), kStart + 10min));
  EXPECT_FALSE(state.IsInstalling(Installing(1), kStart + 24h));
}

TEST(OsdpInstallMode, EndsWithTheKey) {
  OsdpBuses buses;
  OsdpBuses::State& state = buses.state();
  EXPECT_TRUE(state.IsInstalling(Installing(1), kStart));
  state.EndInstalling(Installing(1));
  EXPECT_FALSE(state.IsInstalling(Installing(1), kStart));
  state.EndInstalling(Installing(2));  // Never begun.
  EXPECT_FALSE(state.IsInstalling(Installing(2), kStart));
}

TEST(OsdpInstallMode, IsEachReadersOwn) {
  OsdpBuses buses;
  OsdpBuses::State& state = buses.state();
  state.EndInstalling(Installing(1));
  EXPECT_TRUE(state.IsInstalling(Installing(2), kStart));
  OsdpConfig other_port = Installing(1);
  other_port.serial.port = "/dev/ttyS2";
  EXPECT_TRUE(state.IsInstalling(other_port, kStart));
}

TEST(OsdpInstallMode, IsOffUnlessConfigured) {
  OsdpBuses buses;
  OsdpConfig config = Installing(1);
  config.install_mode = false;
  EXPECT_FALSE(buses.state().IsInstalling(config, kStart));
}

}  // namespace
}  // namespace doorward
