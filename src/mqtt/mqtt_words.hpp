// What a broker's codes mean, and what to do: for `status` and the log.

#pragma once

#include <string>

#include "doorward/mqtt/mqtt_client.hpp"

namespace doorward::inline mqtt {

// MQTT 5, 2.4: ended because another client came with the same id.
inline constexpr int kSessionTakenOver = 0x8E;

// For the code with which a broker refuses a connection (CONNACK): MQTT 3.1.1, table 3.1, or MQTT 5, 3.2.2.2.
std::string WhyRefused(int code, MqttVersion version);

// For the reason code with which a broker ends a connection (MQTT 5, 3.14.2.1).
std::string WhyEnded(int code);

}  // namespace doorward::inline mqtt
