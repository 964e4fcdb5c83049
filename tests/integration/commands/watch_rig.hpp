// A terminal with a control socket that hears of durable records, as in the daemon.

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "doorward/control/control_server.hpp"
#include "integration/commands/terminal_rig.hpp"
#include "integration/commands/watcher.hpp"

namespace doorward {

class WatchRig : public testing::Test {
 protected:
  explicit WatchRig(TerminalRig::Options options = {})
      : socket(folder.path() / "control.sock"), rig(std::move(options)) {
    auto listening = ControlServer::Listen(socket, rig.router());
    EXPECT_TRUE(listening);
    server = std::move(*listening);
    rig.OnDurable([this] { server->OnNews(); });
  }
  ~WatchRig() override { Stop(); }

  // As the daemon ends: first nobody tells the server anything more.
  void Stop() {
    rig.OnDurable(nullptr);
    server.reset();
  }

  Record Some(RecordKind kind, std::string person = "", std::string detail = "") const {
    Record record{.at = rig.clock.WallNow(), .kind = kind, .detail = std::move(detail)};
    if (kind != RecordKind::kAccess) {
      record.event = kind == RecordKind::kAlarm ? Event::kForced : Event::kStarted;
    }
    if (!person.empty()) record.person = PersonId(std::move(person));
    return record;
  }
  void Append(int count, RecordKind kind = RecordKind::kSystem, std::string person = "") {
    for (int i = 0; i < count; ++i) rig.Append(Some(kind, person));
  }
  TempDir folder;
  const std::filesystem::path socket;
  TerminalRig rig;
  std::unique_ptr<ControlServer> server;
};

}  // namespace doorward
