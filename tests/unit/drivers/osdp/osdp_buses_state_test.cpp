#include "drivers/osdp/osdp_buses_state.hpp"

#include <gtest/gtest.h>

#include "fakes/temp_dir.hpp"

namespace doorward::osdp_buses_state_test {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};
const OsdpKey kKey({1, 2, 3});
const OsdpKey kOtherKey({1, 2, 4});

OsdpConfig Installing(int address) {
  return {
      .serial = {.port = "/dev/ttyS1"}, .address = address, .key_file = {}, .install_mode = true};
}

TEST(OsdpInstallMode, LastsTenMinutesFromTheFirstOpening) {
  OsdpBuses buses;
  OsdpBuses::State& state = buses.state();
  EXPECT_EQ(state.IsInstalling(Installing(1), kKey, kStart), true);
  EXPECT_EQ(state.IsInstalling(Installing(1), kKey, kStart + 10min - 1ms), true);
  EXPECT_EQ(state.IsInstalling(Installing(1), kKey, kStart + 10min), false);
  EXPECT_EQ(state.IsInstalling(Installing(1), kKey, kStart + 24h), false);
}

TEST(OsdpInstallMode, EndsWithTheKey) {
  OsdpBuses buses;
  OsdpBuses::State& state = buses.state();
  EXPECT_EQ(state.IsInstalling(Installing(1), kKey, kStart), true);
  EXPECT_TRUE(state.EndInstalling(Installing(1), kKey));
  EXPECT_EQ(state.IsInstalling(Installing(1), kKey, kStart), false);
  EXPECT_TRUE(state.EndInstalling(Installing(2), kKey));  // Never begun.
  EXPECT_EQ(state.IsInstalling(Installing(2), kKey, kStart), false);
}

TEST(OsdpInstallMode, IsEachReadersOwn) {
  OsdpBuses buses;
  OsdpBuses::State& state = buses.state();
  EXPECT_TRUE(state.EndInstalling(Installing(1), kKey));
  EXPECT_EQ(state.IsInstalling(Installing(2), kKey, kStart), true);
  OsdpConfig other_port = Installing(1);
  other_port.serial.port = "/dev/ttyS2";
  EXPECT_EQ(state.IsInstalling(other_port, kKey, kStart), true);
}

// Whoever cuts the power and puts another reader in its place is not given the key.
TEST(OsdpInstallMode, IsNotBegunAgainByARestartForAKeyThatWasTaken) {
  const TempDir folder;
  const auto file = folder / "installed";
  for (const int address : {1, 3}) {
    EXPECT_TRUE(OsdpBuses(file).state().EndInstalling(Installing(address), kKey));
  }
  OsdpBuses buses(file);
  EXPECT_EQ(buses.state().IsInstalling(Installing(1), kKey, kStart), false);
  EXPECT_EQ(buses.state().IsInstalling(Installing(3), kKey, kStart), false);
  EXPECT_EQ(buses.state().IsInstalling(Installing(1), kOtherKey, kStart), true);
  EXPECT_EQ(buses.state().IsInstalling(Installing(2), kKey, kStart), true);
}

TEST(OsdpInstallMode, IsNotBegunWhereItIsNotKnownWhetherTheKeyWasTaken) {
  const TempDir folder;
  OsdpBuses buses(folder.path());  // Which is no file.
  EXPECT_FALSE(buses.state().IsInstalling(Installing(1), kKey, kStart));
  EXPECT_FALSE(buses.state().EndInstalling(Installing(1), kKey));
}

TEST(OsdpInstallMode, IsOffUnlessConfigured) {
  OsdpBuses buses;
  OsdpConfig config = Installing(1);
  config.install_mode = false;
  EXPECT_EQ(buses.state().IsInstalling(config, kKey, kStart), false);
}

}  // namespace doorward::osdp_buses_state_test
