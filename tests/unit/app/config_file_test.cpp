// The file on the device and the patch from the back office.

#include <gtest/gtest.h>

#include <fstream>

#include "doorward/app/config.hpp"
#include "doorward/core/file.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::config_file_test {

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

TEST_F(ConfigFileTest, ADamagedPatchGivesWayToTheLastThatWorked) {
  ASSERT_TRUE(Loaded().StorePatch({{"log", {{"level", "error"}}}}));
  ASSERT_TRUE(Loaded().on_trial());
  ASSERT_TRUE(Loaded().EndTrial());
  EXPECT_FALSE(Loaded().on_trial());
  for (const char* damaged : {R"({"log": {"level": "loud"}})", "{", "", "[]", R"({"device": 5})"}) {
    std::ofstream(folder_.path() / "config.patch.json", std::ios::trunc) << damaged;
    const ConfigFile last = Loaded();
    EXPECT_FALSE(last.fallen_back().empty()) << damaged;
    EXPECT_FALSE(last.on_trial());
    EXPECT_EQ(last.config().log_level, "error");
    last.SetRefusedAside();
    EXPECT_TRUE(Loaded().fallen_back().empty());
    EXPECT_EQ(*ReadFile(folder_.path() / "config.refused.json", 1000), damaged);
  }
}

TEST_F(ConfigFileTest, ATrialHasSoManyStarts) {
  ASSERT_TRUE(Loaded().StorePatch({{"log", {{"level", "error"}}}}));
  for (int start = 0; start < ConfigFile::kTrialStarts; ++start) {
    EXPECT_TRUE(Loaded().BeginTrial()) << start;
  }
  EXPECT_FALSE(Loaded().BeginTrial());
  EXPECT_EQ(Loaded().FallBack("crashed").config().log_level, "debug");
  // What is put next is on a trial of its own.
  ASSERT_TRUE(Loaded().StorePatch({{"log", {{"level", "info"}}}}));
  EXPECT_TRUE(Loaded().BeginTrial());
}

TEST_F(ConfigFileTest, RefusesWhatAStartWouldMiss) {
  const std::pair<Json, const char*> patches[] = {
      {{{"face", {{"models", "/nonexistent"}}}}, "face.models"},
      {{{"control", {{"socket", "/nonexistent/control.sock"}}}}, "control.socket"},
      {{{"control", {{"socket", file_.string()}}}}, "control.socket"},
      {{{"mqtt", {{"url", "mqtts://b:1"}, {"ca_file", "/nonexistent"}}}}, "mqtt.ca_file"},
      {{{"mqtt", {{"url", "mqtts://u:p@b:1"}}}}, "mqtt.url"},
      {{{"doors",
         {{{"id", "main"}, {"strike", {{"driver", "gpio"}, {"chip", "/dev/none"}, {"line", 1}}}}}}},
       "doors[0].strike.chip"}};
  for (const auto& [patch, path] : patches) {
    const auto refused = Loaded().StorePatch(patch);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().path, path) << refused.error().Text();
  }
  EXPECT_FALSE(Loaded().on_trial());
}

TEST_F(ConfigFileTest, NamesSecretsInTheirFolderAlone) {
  const auto secrets = folder_.path() / "secrets";
  std::filesystem::create_directory(secrets);
  const auto write = [](const std::filesystem::path& file) {
    EXPECT_TRUE(WriteFileDurably(file, AsBytes("secret\n")));
    return file;
  };
  const auto with = [](const std::filesystem::path& file) {
    return Json{{"mqtt", {{"url", "mqtts://b:1"}, {"password_file", file.string()}}}};
  };
  // The storage folder of these tests holds the secrets too, so nothing may be named at all.
  EXPECT_FALSE(Loaded().StorePatch(with(write(secrets / "a.password"))));
  EXPECT_FALSE(Loaded().StorePatch(with(write(folder_.path() / "device.key"))));
}

TEST_F(ConfigFileTest, NeverSwitchesPlaintextOn) {
  const auto refused =
      Loaded().StorePatch({{"mqtt", {{"url", "mqtt://b:1"}, {"allow_plaintext", true}}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(refused.error().path, "mqtt.allow_plaintext");
}

TEST_F(ConfigFileTest, ShowsNoSecretAndTakesNoMask) {
  const auto camera = [](const char* source) {
    return Json{{"readers",
                 {{{"id", "cam"},
                   {"door", "main"},
                   {"driver", "camera"},
                   {"reads", {"qr"}},
                   {"source", source}}}}};
  };
  const auto shown = Loaded().StorePatch(camera("rtsp://u:secret@c/1"));
  ASSERT_TRUE(shown) << shown.error().Text();
  EXPECT_EQ((*shown)["readers"][0]["source"], "rtsp://u:***@c/1");
  const ConfigFile file = Loaded();
  EXPECT_EQ(file.Shown()["readers"][0]["source"], "rtsp://u:***@c/1");
  ASSERT_TRUE(file.StorePatch(
      file.Shown()["readers"].is_array() ? Json{{"readers", file.Shown()["readers"]}} : Json()));
  const auto stored = ReadFile(folder_.path() / "config.patch.json", ConfigFile::kMaxBytes);
  ASSERT_TRUE(stored);
  EXPECT_NE(stored->find("rtsp://u:secret@c/1"), std::string::npos);
  EXPECT_FALSE(file.StorePatch(camera("rtsp://u:***@elsewhere/1")));
  EXPECT_FALSE(file.StorePatch(camera("/etc/passwd")));
}

}  // namespace doorward::config_file_test
