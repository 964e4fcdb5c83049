// The way from doorctl to a terminal: the local socket, or MQTT as a back office.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "doorward/core/json.hpp"
#include "doorward/core/time.hpp"
#include "doorward/mqtt/mqtt_client.hpp"
#include "doorward/socket/control_client.hpp"

namespace doorward::inline cli {

struct LinkOptions {
  std::string socket = "/run/doorward/control.sock";
  MqttConfig mqtt;  // Used when its url is set.
  std::string mqtt_password_file;
  std::string topic_prefix = "doorward/v1";
  std::string device;
  Milliseconds patience{10'000};
};

// Thread-safety: none. Blocking: each call waits up to the patience.
class Link {
 public:
  // kUnavailable, kTimeout or kPermissionDenied: not reached, with what to do about it.
  static Result<Link> Open(const LinkOptions& options);

  // Sends one command. The outer Result is about the way there and back; the inner one is the terminal's: what
  // it gave, or its own code, message and path.
  Result<Result<Json>> Call(std::string_view name, Json arguments);

  // Whether `watch` is taken this way: it is over the socket.
  bool carries_streams() const { return client_ != nullptr; }

  // Waits for the next line after a `watch`, for as long as it takes. kUnavailable: the connection has ended.
  // REQUIRES: carries_streams().
  Result<Json> Next();

 private:
  // One envelope as text in, its reply as text out.
  using Transport =
      std::function<Result<std::string>(const std::string& id, const std::string& text)>;

  explicit Link(Transport transport) : transport_(std::move(transport)) {}
  static Result<Link> OverSocket(const LinkOptions& options);
  static Result<Transport> OverMqtt(const LinkOptions& options);

  Transport transport_;
  std::shared_ptr<ControlClient> client_;  // Of a socket; `transport_` uses it too.
};

}  // namespace doorward::inline cli
