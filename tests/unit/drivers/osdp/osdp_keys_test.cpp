// What a section of an OSDP reader says, and what it leaves unsaid.

#include <gtest/gtest.h>

#include "drivers/osdp/osdp_driver.hpp"

namespace doorward::osdp_keys_test {

OsdpConfig Read(const char* text) {
  const Json json = *ParseJson(text);
  JsonFaults faults;
  JsonReader reader(json, "", faults);
  OsdpConfig config;
  ReadKeys(reader, OsdpKeys(config));
  reader.Finish();
  EXPECT_TRUE(faults.empty()) << faults.ToStatus().error().Text();
  return config;
}

TEST(OsdpKeys, TakeEveryValue) {
  const OsdpConfig config = Read(R"({"port": "/dev/ttyS1", "baud": 115200, "address": 1,
                                     "key_file": "/none/key", "install_mode": true})");
  EXPECT_EQ(config.serial.port, "/dev/ttyS1");
  EXPECT_EQ(config.serial.baud, 115200);
  EXPECT_EQ(config.address, 1);
  EXPECT_EQ(config.key_file, "/none/key");
  EXPECT_TRUE(config.install_mode);
}

TEST(OsdpKeys, LeaveTheDefaults) {
  const OsdpConfig config = Read(R"({"port": "/dev/ttyS1", "key_file": "/none/key"})");
  EXPECT_EQ(config.serial.baud, 9600);
  EXPECT_EQ(config.address, 0);
  EXPECT_FALSE(config.install_mode);
}

}  // namespace doorward::osdp_keys_test
