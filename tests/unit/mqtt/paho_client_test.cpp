// What the real client refuses before it connects to anything.

#include <gtest/gtest.h>

#include "doorward/mqtt/mqtt_client.hpp"

namespace doorward::paho_client_test {

MqttCallbacks Deaf() {
  return {.on_message = [](const MqttMessage&) {}, .on_lost = [](const MqttLoss&) {}};
}

TEST(PahoClient, RefusesPlaintextUnlessAllowed) {
  MqttConfig config{.url = "mqtt://127.0.0.1:1", .client_id = "door-1"};
  EXPECT_EQ(MakePahoClient(config, Deaf()).error().code, ErrorCode::kInvalidArgument);
  config.allow_plaintext = true;
  EXPECT_TRUE(MakePahoClient(config, Deaf()));
}

TEST(PahoClient, RefusesOtherSchemes) {
  for (const char* url : {"", "http://b", "ws://b", "tcp://b:1883", "ssl://b", "broker:1883"}) {
    const MqttConfig config{.url = url, .client_id = "door-1", .allow_plaintext = true};
    EXPECT_FALSE(MakePahoClient(config, Deaf())) << url;
  }
}

TEST(PahoClient, NamesAFileThatItCannotRead) {
  const MqttConfig config{
      .url = "mqtts://127.0.0.1:1", .client_id = "door-1", .ca_file = "/nonexistent/ca.crt"};
  const auto client = MakePahoClient(config, Deaf());
  ASSERT_FALSE(client);
  EXPECT_NE(client.error().message.find("/nonexistent/ca.crt"), std::string::npos);
}

TEST(PahoClient, ABrokerThatIsAwayIsUnavailable) {
  const MqttConfig config{
      .url = "mqtt://127.0.0.1:1", .client_id = "door-1", .allow_plaintext = true};
  auto client = MakePahoClient(config, Deaf());
  ASSERT_TRUE(client);
  const Status connected = (*client)->Connect(Milliseconds(5'000));
  ASSERT_FALSE(connected);
  EXPECT_FALSE((*client)->connected());
  EXPECT_EQ((*client)->Publish({.topic = "t", .payload = "p"}).error().code,
            ErrorCode::kUnavailable);
}

}  // namespace doorward::paho_client_test
