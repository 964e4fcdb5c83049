// Over the control socket, one client's slow change holds up neither another's act nor its query.

#include <gtest/gtest.h>

#include <future>

#include "doorward/control/control_server.hpp"
#include "doorward/socket/control_client.hpp"
#include "doorward/socket/unix_socket.hpp"
#include "integration/commands/held_photos.hpp"

namespace doorward::control_lanes_test {

constexpr Milliseconds kPatience{20'000};

// In the order in which they go: the import ends before the server, and the server before the terminal.
class ControlLanesTest : public testing::Test {
 protected:
  ControlLanesTest() : socket(folder.path() / "control.sock") {
    auto listening = ControlServer::Listen(socket, rig.router());
    EXPECT_TRUE(listening);
    server = std::move(*listening);
  }

  std::string Call(ControlClient& client, const std::string& name, const Json& arguments) const {
    auto reply = client.Call(DumpJson(rig.Envelope(name, name, arguments)), kPatience);
    return reply ? *std::move(reply) : reply.error().message;
  }
  Json Ask(const std::string& name, const Json& arguments) const {
    auto client = ControlClient::Connect(socket);
    EXPECT_TRUE(client);
    return Json::parse(Call(*client, name, arguments), nullptr, false);
  }

  // Sends the import and then `after`, as one client. Gives both replies.
  void StartImport(const std::string& after) {
    replies = std::async(std::launch::async, [this, after] {
      auto client = ControlClient::Connect(socket);
      Json both = Json::array();
      both.push_back(Json::parse(Call(*client, "people.put", photos.Arguments()), nullptr, false));
      both.push_back(Json::parse(Call(*client, after, Json::object()), nullptr, false));
      return both;
    });
    ASSERT_TRUE(photos.AwaitUnderWay());
  }

  TempDir folder;
  const std::filesystem::path socket;
  TerminalRig rig;
  std::unique_ptr<ControlServer> server;
  std::future<Json> replies;
  HeldPhotos photos{rig.engine(), 500};
};

std::string IdOfReply(const FileDescriptor& client) {
  std::string line;
  char byte = 0;
  while (::recv(client.get(), &byte, 1, 0) == 1 && byte != '\n') line += byte;
  const Json reply = Json::parse(line, nullptr, false);
  return reply.is_object() ? reply["id"] : Json("none");
}

TEST_F(ControlLanesTest, ALockdownIsAnsweredWhile500PhotosAreBeingEnrolled) {
  StartImport("people.list");
  EXPECT_EQ(Ask("door.release", {{"door", "main"}})["ok"], true);
  EXPECT_EQ(Ask("door.mode", {{"door", "main"}, {"mode", "lockdown"}})["ok"], true);
  EXPECT_EQ(rig.access().Doors()[DoorId("main")].mode, DoorMode::kLockdown);
  EXPECT_EQ(Ask("people.list", Json::object())["result"]["people"], Json::array());
  EXPECT_EQ(Ask("device.info", Json::object())["ok"], true);
  photos.LetGo();
  const Json both = replies.get();
  EXPECT_EQ(both[0]["result"]["changed"], 500);
  EXPECT_FALSE(both[1]["result"]["people"].empty());
}

TEST_F(ControlLanesTest, AClientGetsItsRepliesInTheOrderOfItsLines) {
  const FileDescriptor client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = MakeUnixAddress(socket);
  ASSERT_EQ(::connect(client.get(), address->get(), sizeof(address->raw)), 0);
  // The second could be answered at once.
  const std::string lines = DumpJson(rig.Envelope("first", "people.put", photos.Arguments())) +
                            "\n" + DumpJson(rig.Envelope("second", "people.list", Json::object())) +
                            "\n";
  std::future<void> sent = std::async(std::launch::async, [&] {
    EXPECT_EQ(::send(client.get(), lines.data(), lines.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(lines.size()));
  });
  ASSERT_TRUE(photos.AwaitUnderWay());
  EXPECT_EQ(Ask("people.list", Json::object())["ok"], true);
  photos.LetGo();
  EXPECT_EQ(IdOfReply(client), "first");
  EXPECT_EQ(IdOfReply(client), "second");
}

TEST_F(ControlLanesTest, AStopWaitsForWhatIsUnderWayAndAnswersIt) {
  StartImport("people.list");
  std::future<void> stopped = std::async(std::launch::async, [this] { server.reset(); });
  photos.LetGo();
  const Json both = replies.get();
  stopped.get();
  EXPECT_EQ(both[0]["result"]["changed"], 500) << both;
  EXPECT_EQ(rig.PeopleInDatabase().size(), 500U);
}

}  // namespace doorward::control_lanes_test
