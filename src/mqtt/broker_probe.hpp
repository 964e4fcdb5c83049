// Finds out in words why a broker cannot be reached: Paho says of names, sockets and TLS only that
// connecting failed.

#pragma once

#include <string>

#include "doorward/mqtt/mqtt_client.hpp"

namespace doorward::inline mqtt {

// OpenSSL's level 2: keys of 2,048 bits or more, no SHA-1 in signatures, no TLS before 1.2.
inline constexpr const char* kCiphers = "DEFAULT@SECLEVEL=2";

// Takes the steps to the broker again, without logging in, and tells which fails and what to do. Blocks for
// up to `patience` a step.
std::string WhyUnreachable(const MqttConfig& config, Milliseconds patience);

}  // namespace doorward::inline mqtt
