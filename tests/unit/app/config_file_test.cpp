// The file on the device and the patch from the back office.

#include <gtest/gtest.h>

#include <fstream>

#include "doorward/app/config.hpp"
#include "doorward/core/file.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward {
namespace {

class ConfigFileTest : public testing::Test {
 protected:
  void SetUp() override {
    const Json json{{"device", {{"id", "door-1"}, {"time_zone", "UTC"}}},
                    {"storage", {{"directory", folder_.path().string()}}},
                    {"doors", {{{"id", "main"}, {"strike", {{"driver", "simulated"}}}}}},
                    {"log", {{"level", "debug"}}}};
    std::ofstream(file_) << json.dump();
  }

  ConfigFile Loaded() {
    auto loaded = ConfigFile::Load(file_);
    if (!loaded) ADD_FAILURE() << loaded.error().Text();
    return *std::move(loaded);
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "doorward.json";
};

TEST_F(ConfigFileTest, AMissingFileIsNamed) {
  const auto loaded = ConfigFile::Load("/nonexistent/doorward.json");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kNotFound);
  EXPECT_NE(loaded.error().message.find("/nonexistent/doorward.json"), std::string::npos);
}

TEST_F(ConfigFileTest, PatchesAddUpAndOutliveARestart) {
  ASSERT_TRUE(Loaded().StorePatch({{"storage", {{"record_capacity", 5000}}}}));
  const auto effective = Loaded().StorePatch({{"log", {{"level", "error"}}}});
  ASSERT_TRUE(effective);
  EXPECT_EQ((*effective)["storage"]["record_capacity"], 5000);
  const ConfigFile again = Loaded();
  EXPECT_EQ(again.config().storage.record_capacity, 5000);
  EXPECT_EQ(again.config().log_level, "error");
}

TEST_F(ConfigFileTest, ANullTakesAKeyOfTheFileAway) {
  ASSERT_TRUE(Loaded().StorePatch({{"log", nullptr}}));
  EXPECT_EQ(Loaded().config().log_level, "info");
}

TEST_F(ConfigFileTest, AFaultyPatchIsRefusedWholeAndChangesNothing) {
  const auto refused =
      Loaded().StorePatch({{"storage", {{"record_capacity", 1}}}, {"log", {{"level", "error"}}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().path, "storage.record_capacity");
  EXPECT_EQ(Loaded().config().log_level, "debug");
}

TEST_F(ConfigFileTest, NameAndPlaceOfTheTerminalStay) {
  const auto moved = Loaded().StorePatch({{"storage", {{"directory", "/elsewhere"}}}});
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().path, "patch.storage.directory");
  const auto renamed = Loaded().StorePatch({{"device", {{"id", "door-2"}}}});
  ASSERT_FALSE(renamed);
  EXPECT_EQ(renamed.error().path, "patch.device.id");
  EXPECT_FALSE(Loaded().StorePatch(Json::array()));
}

TEST_F(ConfigFileTest, ADamagedPatchIsNamedWithTheWayOut) {
  std::ofstream(folder_.path() / "config.patch.json") << R"({"log": {"level": "loud"}})";
  const auto loaded = ConfigFile::Load(file_);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("config.patch.json (delete it"), std::string::npos);
}

}  // namespace
}  // namespace doorward
