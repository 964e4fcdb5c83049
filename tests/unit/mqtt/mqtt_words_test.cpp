#include "mqtt/mqtt_words.hpp"

#include <gtest/gtest.h>

namespace doorward::mqtt_words_test {

TEST(MqttWords, BothVersionsOfARefusalSayTheSame) {
  EXPECT_EQ(WhyRefused(5, MqttVersion::k311).substr(0, 50),
            WhyRefused(0x87, MqttVersion::k5).substr(0, 50));
  EXPECT_NE(WhyRefused(0x86, MqttVersion::k5).find("mqtt.password_file"), std::string::npos);
  EXPECT_NE(WhyRefused(4, MqttVersion::k311).find("mqtt.password_file"), std::string::npos);
  EXPECT_NE(WhyRefused(1, MqttVersion::k311).find("mqtt.protocol"), std::string::npos);
}

TEST(MqttWords, EveryCodeHasWordsAndIsNamed) {
  for (int code = 1; code < 256; ++code) {
    for (const MqttVersion version : {MqttVersion::k311, MqttVersion::k5}) {
      const std::string words = WhyRefused(code, version);
      EXPECT_NE(words.find("broker"), std::string::npos) << words;
      EXPECT_NE(words.find("(code " + std::to_string(code) + ")"), std::string::npos) << words;
    }
  }
}

TEST(MqttWords, ATakenOverSessionNamesTheLikelyCause) {
  EXPECT_NE(WhyEnded(kSessionTakenOver).find("device.id"), std::string::npos);
}

}  // namespace doorward::mqtt_words_test
