// A terminal at whose readers ana and ben enrol, and what whoever began it asks.

#pragma once

#include <gtest/gtest.h>

#include "doorward/core/worker.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward {

inline const TerminalRig::Options kEnrolsAtDevice{.readers = true, .enrols_at_device = true};

class EnrolmentTest : public testing::Test {
 protected:
  explicit EnrolmentTest(TerminalRig::Options options = kEnrolsAtDevice)
      : rig_(std::move(options)) {
    rig_.Must("permissions.put",
              {{"permissions",
                {{{"id", "always"}, {"doors", {"main"}}, {"when", {{"type", "always"}}}}}}});
    rig_.Must("people.put", People({Someone("ana"), Someone("ben")}));
  }

  static Json Someone(const std::string& id, std::vector<Json> credentials = {}) {
    return {{"id", id}, {"permissions", {"always"}}, {"credentials", Json(std::move(credentials))}};
  }

  std::string Start(const std::string& person, const std::string& type = "card",
                    const std::string& reader = "nfc", int timeout_s = 60) {
    return rig_.Must("enroll.start", {{"person", person},
                                      {"type", type},
                                      {"reader", reader},
                                      {"timeout_s", timeout_s}})["enrollment"];
  }
  Json Ask(const std::string& id) { return rig_.Must("enroll.status", {{"enrollment", id}}); }
  // Asks until the enrolment is in `state`, as whoever began it would.
  Json AskUntil(const std::string& id, const std::string& state) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    Json status = Ask(id);
    while (status["state"] != state && std::chrono::steady_clock::now() < deadline) {
      WaitFor(std::stop_token(), Milliseconds(5));
      status = Ask(id);
    }
    EXPECT_EQ(status["state"], state) << status;
    return status;
  }
  void Show(const std::string& uid, const std::string& reader = "nfc") {
    // Until its worker has opened the reader there is none to show anything to.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!rig_.board().PresentCard(reader, *FromHex(uid)) &&
           std::chrono::steady_clock::now() < deadline) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
  }
  Record AwaitRecord(const std::function<bool(const Record&)>& matches) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
      for (const Record& record : rig_.Records()) {
        if (matches(record)) return record;
      }
      WaitFor(std::stop_token(), Milliseconds(20));
    }
    ADD_FAILURE() << "the record did not come";
    return {};
  }
  Record Outcome(Event event = Event::kNotEnrolled) {
    return AwaitRecord([event](const Record& record) { return record.event == event; });
  }
  // The record of the next card at `reader`, as a door decides.
  Record Attempt(const std::string& uid, const std::string& reader) {
    const RecordSeq before = rig_.Records().back().seq;
    Show(uid, reader);
    return AwaitRecord([before](const Record& record) {
      return record.seq > before && record.kind == RecordKind::kAccess;
    });
  }
  std::size_t Attempts() { return rig_.Records(RecordKind::kAccess).size(); }
  Json Credentials(const std::string& person) {
    return rig_.Must("people.get", {{"id", person}})["person"].value("credentials", Json::array());
  }

  TerminalRig rig_;
};

}  // namespace doorward
