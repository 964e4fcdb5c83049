// OSDP readers in the configuration: several on one port, each with its address, and keys that are.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "doorward/app/config.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::config_osdp_test {

class ConfigOsdp : public testing::Test {
 protected:
  ConfigOsdp() {
    json_ = *ParseJson(R"({
      "device": {"id": "door-1", "time_zone": "UTC"},
      "storage": {"directory": "/var/lib/doorward"},
      "doors": [{"id": "main", "strike": {"driver": "simulated"}}],
      "readers": [
        {"id": "a", "door": "main", "driver": "osdp", "port": "/dev/ttyS1", "key_file": "/none/key",
         "reads": ["card"]},
        {"id": "b", "door": "main", "driver": "osdp", "port": "/dev/ttyS1", "address": 1,
         "key_file": "/none/key", "reads": ["card", "pin"], "install_mode": true}]
    })");
  }

  std::string Faults() const {
    const auto config = ReadConfig(json_);
    return config ? "" : config.error().Text();
  }

  Json& Right() { return json_["readers"][1]; }

  Json json_;
};

TEST_F(ConfigOsdp, AnAddressIsOnceOnAPort) {
  Right()["address"] = 0;
  EXPECT_EQ(Faults(),
            "readers[1].address: OSDP address 0 of /dev/ttyS1 is used already, by "
            "readers[0].address");
  Right()["port"] = "/dev/ttyS2";
  EXPECT_EQ(Faults(), "");
}

TEST_F(ConfigOsdp, APortRunsAtOneSpeed) {
  Right()["baud"] = 115200;
  EXPECT_EQ(Faults(),
            "readers[1].port: /dev/ttyS1 is used already, as osdp at 9600 baud, by "
            "readers[0].port");
}

TEST_F(ConfigOsdp, APortIsNotSharedWithAnotherDriver) {
  Right() = *ParseJson(R"({"id": "b", "door": "main", "driver": "serial_line",
                           "port": "/dev/ttyS1", "reads": ["card"]})");
  EXPECT_EQ(Faults(), "readers[1].port: /dev/ttyS1 is used already, by readers[0].port");
  std::swap(json_["readers"][0], json_["readers"][1]);
  EXPECT_EQ(Faults(), "readers[1].port: /dev/ttyS1 is used already, by readers[0].port");
}

TEST_F(ConfigOsdp, RefusesWhatIsNotInTheStandard) {
  Right()["baud"] = 4800;
  Right()["address"] = 127;
  EXPECT_NE(Faults().find("readers[1].baud: 4800 is outside 9600..230400"), std::string::npos)
      << Faults();
  EXPECT_NE(Faults().find("readers[1].address: 127 is outside 0..126"), std::string::npos);
}

TEST_F(ConfigOsdp, TheDefaultKeyIsAFault) {
  const TempDir folder;
  const auto file = folder / "key";
  std::ofstream(file) << "303132333435363738393A3B3C3D3E3F";
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  Right()["key_file"] = file.string();
  const auto config = ReadConfig(json_);
  ASSERT_TRUE(config) << "a door does not wait for the key of a reader";
  const JsonFaults faults = CheckNamed(*config, false);
  ASSERT_EQ(faults.count(), 1U);
  EXPECT_EQ(faults.faults().front().path, "readers[1].key_file");
  EXPECT_EQ(faults.faults().front().message,
            file.string() + " has OSDP's default key, which everybody knows");
}

}  // namespace doorward::config_osdp_test
