#include "integration/terminal/whole_terminal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "doorward/core/json.hpp"

namespace doorward {
namespace {

Json SimulatedLine() { return {{"driver", "simulated"}}; }

Json DoorNamed(const std::string& id) {
  return {{"id", id},
          {"release_for_ms", 500},
          {"strike", SimulatedLine()},
          {"contact", SimulatedLine()},
          {"exit_button", SimulatedLine()}};
}

Json ReaderNamed(const std::string& id, const std::string& door, const std::string& reads) {
  Json reader{{"id", id}, {"door", door}, {"driver", "simulated"}, {"reads", {reads}}};
  if (reads == "card") reader["repeat_after_ms"] = 0;
  return reader;
}

}  // namespace

Json TwoDoors(const std::filesystem::path& storage, const std::filesystem::path& socket) {
  return {{"device", {{"id", "door-1"}, {"time_zone", "UTC"}}},
          {"storage", {{"directory", storage.string()}, {"record_capacity", 500}}},
          {"doors", {DoorNamed("main"), DoorNamed("side")}},
          {"readers",
           {ReaderNamed("main.nfc", "main", "card"), ReaderNamed("main.pad", "main", "pin"),
            ReaderNamed("side.nfc", "side", "card"), ReaderNamed("side.pad", "side", "pin")}},
          {"control", {{"socket", socket.string()}}}};
}

WholeTerminal::WholeTerminal(const std::filesystem::path& file) {
  auto config = ConfigFile::Load(file);
  EXPECT_TRUE(config) << config.error().Text();
  if (!config) return;
  const std::filesystem::path socket = config->config().control_socket;
  auto terminal = Terminal::Start(*std::move(config));
  EXPECT_TRUE(terminal) << terminal.error().Text();
  if (!terminal) return;
  terminal_ = *std::move(terminal);
  auto client = ControlClient::Connect(socket);
  EXPECT_TRUE(client) << client.error().Text();
  if (client) client_ = std::make_unique<ControlClient>(*std::move(client));
  EXPECT_TRUE(Waits([this] { return ReadersAreThere(); })) << "readers that do not start";
  NewRecords();
}

WholeTerminal::~WholeTerminal() = default;

Json WholeTerminal::Reply(std::string_view name, const Json& arguments) {
  static std::atomic<int> number{0};
  return Reply(name, arguments, "t" + std::to_string(++number));
}

Json WholeTerminal::Reply(std::string_view name, const Json& arguments, const std::string& id) {
  const Json command{{"id", id}, {"name", name}, {"arguments", arguments}};
  if (!client_) return Json::object();
  const auto reply = client_->Call(DumpJson(command), kPatience);
  EXPECT_TRUE(reply) << reply.error().Text();
  return reply ? Json::parse(*reply) : Json::object();
}

Json WholeTerminal::Do(std::string_view name, const Json& arguments) {
  const Json reply = Reply(name, arguments);
  EXPECT_TRUE(reply.value("ok", false)) << name << ": " << reply;
  return reply.value("result", Json::object());
}

// Asks again each millisecond: what is waited for happens on the terminal's own threads.
bool WholeTerminal::Waits(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(Milliseconds(1));
  }
  return true;
}

bool WholeTerminal::ReadersAreThere() {
  const Json readers = Do("device.info").value("readers", Json::object());
  return std::ranges::none_of(
      readers, [](const Json& reader) { return reader.value("state", "") == "starting"; });
}

Json WholeTerminal::NewRecords() {
  Json all = Json::array();
  while (true) {
    const Json page = Do("records.query", {{"after_seq", seen_}}).value("records", Json::array());
    if (page.empty()) return all;
    seen_ = page.back().at("seq");
    all.insert(all.end(), page.begin(), page.end());
  }
}

Json WholeTerminal::Show(const std::string& uid, const std::string& reader) {
  Do("sim.card", {{"reader", reader}, {"uid", uid}});
  Json found;
  const bool seen = Waits([&] {
    for (const Json& record : NewRecords()) {
      if (record.value("method", "") == "card" &&
          record.at("credential").value("value", "") == uid) {
        found = record;
      }
    }
    return !found.is_null();
  });
  EXPECT_TRUE(seen) << "no record of the card " << uid;
  return seen ? found : Json{{"result", "none"}, {"reason", "none"}};
}

void WholeTerminal::EnterPin(const std::string& digits, const std::string& reader) {
  const auto answered = [this] {
    return Do("device.info").at("counters").at("presentations").get<std::uint64_t>();
  };
  const std::uint64_t before = answered();
  Do("sim.keys", {{"reader", reader}, {"keys", digits + "#"}});
  EXPECT_TRUE(Waits([&] { return answered() > before; })) << "a PIN that is not answered";
}

std::set<std::string> WholeTerminal::ActiveOutputs() {
  std::set<std::string> active;
  const Json outputs = Do("sim.trace").value("outputs", Json::object());
  for (const auto& [line, level] : outputs.items()) {
    if (level == "active") active.insert(line);
  }
  return active;
}

bool WholeTerminal::Exits(const std::string& door) {
  Do("sim.exit_button", {{"door", door}, {"pressed", true}});
  const bool released = Waits([&] { return ActiveOutputs().contains(door + ".strike"); });
  Do("sim.exit_button", {{"door", door}, {"pressed", false}});
  return released;
}

}  // namespace doorward
