// The control socket, with real clients.

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "doorward/control/control_server.hpp"
#include "doorward/socket/control_client.hpp"
#include "doorward/socket/unix_socket.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward::control_socket_test {

constexpr Milliseconds kPatience{20'000};

const std::string kList = R"({"id":"a","name":"people.list"})";

class ControlTest : public testing::Test {
 protected:
  ControlTest() : socket(folder.path() / "control.sock") { Listen(); }

  void Listen() {
    auto listening = ControlServer::Listen(socket, rig.router());
    ASSERT_TRUE(listening) << listening.error().message;
    server = std::move(*listening);
  }

  ControlClient Client() {
    auto client = ControlClient::Connect(socket);
    EXPECT_TRUE(client) << client.error().message;
    return std::move(*client);
  }

  // A connection without ControlClient's manners.
  FileDescriptor RawClient() {
    FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = MakeUnixAddress(socket);
    EXPECT_EQ(::connect(fd.get(), address->get(), sizeof(address->raw)), 0);
    return fd;
  }

  TempDir folder;
  const std::filesystem::path socket;
  TerminalRig rig;
  std::unique_ptr<ControlServer> server;
};

void SendAll(const FileDescriptor& fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// All that comes until the other end closes.
std::string ReceiveAll(const FileDescriptor& fd) {
  std::string text;
  char chunk[4096];
  ssize_t got = 0;
  while ((got = ::recv(fd.get(), chunk, sizeof(chunk), 0)) > 0)
    text.append(chunk, static_cast<std::size_t>(got));
  return text;
}

std::string ReceiveLine(const FileDescriptor& fd) {
  std::string text;
  char byte = 0;
  while (::recv(fd.get(), &byte, 1, 0) == 1 && byte != '\n') text += byte;
  return text;
}

std::string CodeOf(const std::string& reply) {
  const Json json = Json::parse(reply, nullptr, false);
  return json.is_object() && json.contains("error") ? json["error"]["code"] : Json("none");
}

TEST_F(ControlTest, CarriesCommandsAsLocalOnes) {
  ControlClient client = Client();
  const auto reply =
      client.Call(R"({"id":"a","name":"door.release","arguments":{"door":"main"}})", kPatience);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(Json::parse(*reply)["ok"], true) << *reply;
  EXPECT_EQ(rig.Releases(), 1);
  EXPECT_EQ(rig.CommandRecords().back().detail, "door.release from local");
}

TEST_F(ControlTest, AnswersManyLinesInOrder) {
  ControlClient client = Client();
  for (int i = 0; i < 100; ++i) {
    const std::string id = std::to_string(i);
    const auto reply = client.Call(DumpJson({{"id", id}, {"name", "people.list"}}), kPatience);
    ASSERT_TRUE(reply);
    EXPECT_EQ(Json::parse(*reply)["id"], id);
  }
}

TEST_F(ControlTest, TakesALineInPieces) {
  const FileDescriptor client = RawClient();
  const std::string line = kList + "\n";
  for (const char byte : line + line) SendAll(client, {&byte, 1});
  EXPECT_EQ(CodeOf(ReceiveLine(client)), "none");
  EXPECT_EQ(CodeOf(ReceiveLine(client)), "none");
}

TEST_F(ControlTest, AnswersWhatCameBeforeTheEnd) {
  const FileDescriptor client = RawClient();
  SendAll(client, kList + "\n" + kList + "\n" + "half a li");
  ::shutdown(client.get(), SHUT_WR);
  const std::string replies = ReceiveAll(client);
  EXPECT_EQ(std::count(replies.begin(), replies.end(), '\n'), 2);
}

TEST_F(ControlTest, AnswersGarbageAndGoesOn) {
  const FileDescriptor client = RawClient();
  for (const std::string& garbage : {std::string("x"), std::string(), std::string("\0\xFF\xFE", 3),
                                     std::string("GET / HTTP/1.1\r"), std::string(5000, '[')}) {
    SendAll(client, garbage + "\n");
    EXPECT_EQ(CodeOf(ReceiveLine(client)), "invalid_argument");
  }
  SendAll(client, kList + "\n");
  EXPECT_EQ(CodeOf(ReceiveLine(client)), "none");
}

TEST_F(ControlTest, TakesALineOfTheGreatestLength) {
  ControlClient client = Client();
  std::string line = kList;
  line.insert(line.size() - 1, ControlServer::kMaxLine - line.size(), ' ');
  const auto reply = client.Call(line, kPatience);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(CodeOf(*reply), "none");
}

TEST_F(ControlTest, RefusesALineThatIsTooLongAndCloses) {
  const FileDescriptor client = RawClient();
  std::thread sender([&client] { SendAll(client, std::string(3 * ControlServer::kMaxLine, 'x')); });
  const std::string replies = ReceiveAll(client);
  sender.join();
  EXPECT_EQ(CodeOf(replies), "invalid_argument");
}

TEST_F(ControlTest, ServesASecondClientWhileTheFirstIsInTheMiddleOfALine) {
  const FileDescriptor slow = RawClient();
  SendAll(slow, kList.substr(0, 10));
  ControlClient quick = Client();
  EXPECT_TRUE(quick.Call(kList, kPatience));
  SendAll(slow, kList.substr(10) + "\n");
  EXPECT_EQ(CodeOf(ReceiveLine(slow)), "none");
}

TEST_F(ControlTest, AClientThatDoesNotReadHoldsUpNobody) {
  std::vector<Json> people;
  for (int i = 0; i < 500; ++i)
    people.push_back({{"id", "p" + std::to_string(i)}, {"name", std::string(256, 'x')}});
  rig.Must("people.put", {{"people", people}});
  const FileDescriptor deaf = RawClient();
  for (int i = 0; i < 50; ++i) SendAll(deaf, kList + "\n");
  ControlClient quick = Client();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(quick.Call(kList, kPatience));
}

TEST_F(ControlTest, TheLongestIdleOfEightGivesWayToTheNinth) {
  std::vector<ControlClient> clients;
  for (std::size_t i = 0; i < ControlServer::kMaxConnections; ++i) {
    clients.push_back(Client());
    ASSERT_TRUE(clients.back().Call(kList, kPatience));
  }
  // The first asks again, so the second is now idle for longest.
  ASSERT_TRUE(clients[0].Call(kList, kPatience));
  ControlClient ninth = Client();
  const auto reply = ninth.Call(kList, kPatience);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(CodeOf(*reply), "none");
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const auto still = clients[i].Call(kList, kPatience);
    EXPECT_EQ(still && CodeOf(*still) == "none", i != 1) << i;
  }
}

TEST_F(ControlTest, ManyIdleHalfLinedAndDeafClientsKeepNobodyOut) {
  std::vector<FileDescriptor> idle;
  for (int i = 0; i < 40; ++i) {
    idle.push_back(RawClient());
    if (i % 3 == 1) SendAll(idle.back(), kList.substr(0, 5));
    if (i % 3 == 2) SendAll(idle.back(), kList + "\n");
  }
  ControlClient client = Client();
  for (int i = 0; i < 10; ++i) {
    const auto reply = client.Call(kList, kPatience);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(CodeOf(*reply), "none");
  }
}

TEST_F(ControlTest, MakesPlaceWhenAClientLeaves) {
  for (int i = 0; i < 30; ++i) {
    ControlClient client = Client();
    auto reply = client.Call(kList, kPatience);
    // The server may not have seen yet that the one before has gone; it never runs out of places.
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(CodeOf(*reply), "none");
  }
}

TEST_F(ControlTest, LeavesNoFileBehind) {
  struct stat there {};
  ASSERT_EQ(::stat(socket.c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0777U, 0660U);
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(socket));
}

TEST_F(ControlTest, ReplacesTheSocketOfADaemonThatDied) {
  server.reset();
  {
    const FileDescriptor dead(::socket(AF_UNIX, SOCK_STREAM, 0));
    const auto address = MakeUnixAddress(socket);
    ASSERT_EQ(::bind(dead.get(), address->get(), sizeof(address->raw)), 0);
  }
  ASSERT_TRUE(std::filesystem::exists(socket));
  Listen();
  EXPECT_TRUE(Client().Call(kList, kPatience));
}

TEST_F(ControlTest, LeavesTheSocketOfARunningDaemonAlone) {
  const auto second = ControlServer::Listen(socket, rig.router());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
  EXPECT_TRUE(Client().Call(kList, kPatience));
}

TEST_F(ControlTest, LeavesAFileThatIsNoSocketAlone) {
  const auto file = folder.path() / "precious";
  std::ofstream(file) << "data";
  const auto second = ControlServer::Listen(file, rig.router());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
  EXPECT_TRUE(std::filesystem::is_regular_file(file));
}

TEST_F(ControlTest, SaysWhyItCannotListen) {
  EXPECT_EQ(ControlServer::Listen(folder.path() / "none" / "s", rig.router()).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(ControlServer::Listen("/tmp/" + std::string(200, 'x'), rig.router()).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(ControlTest, AClientIsToldThatNobodyListens) {
  server.reset();
  const auto client = ControlClient::Connect(socket);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, ErrorCode::kUnavailable);
}

TEST_F(ControlTest, AClientSeesTheEndOfTheServer) {
  ControlClient client = Client();
  ASSERT_TRUE(client.Call(kList, kPatience));
  server.reset();
  const auto reply = client.Call(kList, kPatience);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kUnavailable);
}

TEST(ControlClient, GivesUpOnAServerThatDoesNotAnswer) {
  const TempDir folder;
  const auto path = folder.path() / "mute.sock";
  const FileDescriptor mute(::socket(AF_UNIX, SOCK_STREAM, 0));
  const auto address = MakeUnixAddress(path);
  ASSERT_EQ(::bind(mute.get(), address->get(), sizeof(address->raw)), 0);
  ASSERT_EQ(::listen(mute.get(), 1), 0);
  auto client = ControlClient::Connect(path);
  ASSERT_TRUE(client);
  EXPECT_EQ(client->Call(kList, Milliseconds(1)).error().code, ErrorCode::kTimeout);
  EXPECT_EQ(client->Call(kList, Milliseconds(1)).error().code, ErrorCode::kUnavailable);
}

// Becomes nobody and connects. Exits with 0 if `expected` is what it is told.
int AskAsNobody(const std::filesystem::path& socket, const std::vector<gid_t>& groups,
                const char* expected) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgroups(groups.size(), groups.data()) != 0 || ::setgid(65534) != 0 ||
        ::setuid(65534) != 0)
      ::_exit(9);
    auto client = ControlClient::Connect(socket);
    if (!client) ::_exit(std::string_view(ErrorCodeName(client.error().code)) == expected ? 0 : 1);
    const auto reply = client->Call(kList, kPatience);
    if (!reply) ::_exit(2);
    ::_exit(CodeOf(*reply) == expected ? 0 : 3);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

TEST_F(ControlTest, LetsOnlyTheRightPeersIn) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become somebody else";
  constexpr gid_t kOperators = 64'123;
  ASSERT_EQ(::chown(socket.c_str(), 0, kOperators), 0);
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  EXPECT_EQ(AskAsNobody(socket, {}, "permission_denied"), 0);
  EXPECT_EQ(AskAsNobody(socket, {64'124}, "permission_denied"), 0);
  EXPECT_EQ(AskAsNobody(socket, {kOperators}, "none"), 0);
  // Should somebody open the file to all, the kernel's word about the peer still counts.
  std::filesystem::permissions(socket, std::filesystem::perms(0666));
  EXPECT_EQ(AskAsNobody(socket, {}, "permission_denied"), 0);
  EXPECT_EQ(rig.router().counters().done, 1U);
}

}  // namespace doorward::control_socket_test
