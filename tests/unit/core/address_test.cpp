#include "doorward/core/address.hpp"

#include <gtest/gtest.h>

namespace doorward {
namespace {

TEST(Address, IsShownWithoutItsPassword) {
  const std::pair<const char*, const char*> cases[] = {
      {"rtsp://admin:secret@10.0.0.9/1", "rtsp://admin:***@10.0.0.9/1"},
      {"rtsp://admin:s%23@10.0.0.9:554/1", "rtsp://admin:***@10.0.0.9:554/1"},
      {"rtsp://admin:s@e@10.0.0.9/1", "rtsp://admin:***@10.0.0.9/1"},
      {"rtsp://admin:s#e/c@10.0.0.9/1", "rtsp://admin:***@10.0.0.9/1"},
      {"mqtts://u:p@broker:8883", "mqtts://u:***@broker:8883"},
      {"rtsp://:p@cam/", "rtsp://:***@cam/"},
      {"rtsp://cam/1?user=a&password=b&channel=2", "rtsp://cam/1?user=a&password=***&channel=2"},
      {"http://cam/1?Token=x;b=1", "http://cam/1?Token=***;b=1"},
      {"cannot open rtsp://a:b@c", "cannot open rtsp://a:***@c"}};
  for (const auto& [address, shown] : cases) EXPECT_EQ(MaskAddress(address), shown);
}

TEST(Address, WithoutASecretStaysAsItIs) {
  for (const char* text : {"/dev/video0", "rtsp://cam:554/1", "mqtts://broker:8883", "",
                           "rtsp://user@cam/1", "a@b:c", "rtsp://cam/1?channel=2"}) {
    EXPECT_EQ(MaskAddress(text), text);
  }
}

TEST(Address, ThatCanNeverConnectIsToldWithTheWayToWriteIt) {
  for (const char* wrong :
       {"rtsp://admin:pa#ss@cam/1", "rtsp://admin:pa/ss@cam/1", "rtsp://admin:pa?ss@cam/1",
        "rtsp://admin:pa@ss@cam/1", "rtsp://admin:pa ss@cam/1"}) {
    const auto fault = FaultOfAddress(wrong);
    ASSERT_TRUE(fault) << wrong;
    EXPECT_NE(fault->find("%23"), std::string::npos);
    EXPECT_EQ(fault->find("pa"), fault->find("password")) << "the secret is in no message";
  }
  for (const char* right :
       {"rtsp://admin:pa%23ss@cam:554/1", "rtsp://cam/a@b", "rtsp://cam:554/a@b", "/dev/video0",
        "rtsp://[fe80::1]/1", "rtsp://u:p@[fe80::1]:554/x#y"}) {
    EXPECT_FALSE(FaultOfAddress(right)) << right;
  }
  EXPECT_EQ(EscapeForAddress("p#/?@% :\xC3\xA9"), "p%23%2F%3F%40%25%20%3A%C3%A9");
}

}  // namespace
}  // namespace doorward
