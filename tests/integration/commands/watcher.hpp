// Whoever watches a terminal over its control socket.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "doorward/core/json.hpp"
#include "doorward/domain/record.hpp"
#include "doorward/socket/control_client.hpp"

namespace doorward {

class Watcher {
 public:
  static constexpr Milliseconds kPatience{20'000};

  // Sends `watch` with `arguments`; the test fails unless it begins.
  Watcher(const std::filesystem::path& socket, const Json& arguments) : client_(*Open(socket)) {
    const Json reply = Ask("watch", arguments, "w");
    EXPECT_EQ(reply.value("ok", false), true) << reply;
    begun = reply.value("result", Json::object());
  }

  // Sends a line and gives the next one that comes.
  Json Ask(const std::string& name, const Json& arguments, const std::string& id = "ask") {
    const auto reply =
        client_.Call(DumpJson({{"id", id}, {"name", name}, {"arguments", arguments}}), kPatience);
    return reply ? Json::parse(*reply) : Json(reply.error().message);
  }

  // The next line; a text that says why not, if none comes.
  Json Next() {
    const auto line = client_.Next(kPatience);
    return line ? Json::parse(*line) : Json(std::string(ErrorCodeName(line.error().code)));
  }

  // The seq of the record that comes next; 0 for anything else.
  RecordSeq NextSeq() {
    const Json line = Next();
    if (!line.is_object() || !line.contains("record")) return 0;
    EXPECT_EQ(line["watch"], "w");
    return line["record"]["seq"];
  }

  // Reads up to the record `last`, and says whether every one after `after` came, once and in order.
  testing::AssertionResult GivesAll(RecordSeq after, RecordSeq last) {
    for (RecordSeq expected = after + 1; expected <= last; ++expected) {
      const RecordSeq seq = NextSeq();
      if (seq != expected) return testing::AssertionFailure() << seq << ", not " << expected;
    }
    return testing::AssertionSuccess();
  }

  Json begun;  // The result of the command.

 private:
  static Result<ControlClient> Open(const std::filesystem::path& socket) {
    auto client = ControlClient::Connect(socket);
    EXPECT_TRUE(client) << client.error().message;
    return client;
  }

  ControlClient client_;
};

}  // namespace doorward
