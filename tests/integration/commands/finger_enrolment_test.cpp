// A finger on a module becomes a credential, or does not.

#include "integration/commands/enrolment_rig.hpp"

namespace doorward::finger_enrolment_test {

class FingerEnrolmentTest : public EnrolmentTest {
 protected:
  // Begins once the module is there.
  std::string StartFinger(const std::string& person) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    Json reply;
    do {
      reply = rig_.Do("enroll.start", {{"person", person}, {"type", "fingerprint"}});
    } while (!reply["ok"] && std::chrono::steady_clock::now() < deadline);
    EXPECT_TRUE(reply["ok"]) << reply;
    const std::string id = reply["result"]["enrollment"];
    while (Ask(id)["guidance"] == TextOf(EnrolmentPrompt::kWaitForSensor)) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
    return id;
  }
  void Enrol(const std::string& person, const Bytes& finger) {
    const std::string id = StartFinger(person);
    module_.Touch(finger);
    AskUntil(id, "lift");
    module_.Lift();
    AskUntil(id, "again");
    module_.Touch(finger);
    AskUntil(id, "done");
    module_.Lift();
    // Until that is seen, the same finger would be the same showing.
    while (module_.With([](const auto& state) { return state.reported.has_value(); })) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
  }

  FakeFingerprintModule& module_ = rig_.finger_module();
  const Bytes kAna = Bytes(700, 1);
  const Bytes kBen = Bytes(700, 2);
};

TEST_F(FingerEnrolmentTest, AFingerPutDownTwiceIsEnrolledAndOpens) {
  Enrol("ana", kAna);
  const Json held = Credentials("ana");
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0],
            (Json{{"type", "fingerprint"}, {"sensor", "fake"}, {"template", ToBase64(kAna)}}));
  EXPECT_EQ(Attempts(), 0U);
  // The worker has first to put it into the module.
  const auto in_module = [&] {
    return module_.With([&](const auto& state) { return !state.slots.empty(); });
  };
  while (!in_module()) WaitFor(std::stop_token(), Milliseconds(5));
  module_.Touch(kAna);
  const Record attempt =
      AwaitRecord([](const Record& record) { return record.kind == RecordKind::kAccess; });
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.person, PersonId("ana"));
}

TEST_F(FingerEnrolmentTest, AFingerOfSomebodyElseIsRefused) {
  Enrol("ana", kAna);
  const auto in_module = [&] {
    return module_.With([&](const auto& state) { return !state.slots.empty(); });
  };
  while (!in_module()) WaitFor(std::stop_token(), Milliseconds(5));
  const std::string id = StartFinger("ben");
  module_.Touch(kAna);
  EXPECT_EQ(AskUntil(id, "failed")["error"]["code"], "already_exists");
  EXPECT_TRUE(Credentials("ben").empty());
}

TEST_F(FingerEnrolmentTest, ACancelledOneFreesTheModule) {
  const std::string first = StartFinger("ana");
  module_.Touch(kAna);
  AskUntil(first, "lift");
  rig_.Must("enroll.cancel", {{"enrollment", first}});
  module_.Lift();
  Enrol("ben", kBen);
  EXPECT_TRUE(Credentials("ana").empty());
}

TEST_F(FingerEnrolmentTest, AModuleThatIsUnpluggedEndsIt) {
  const std::string id = StartFinger("ana");
  module_.With([](auto& state) { state.unplugged = true; });
  EXPECT_EQ(AskUntil(id, "failed")["error"]["code"], "unavailable");
}

}  // namespace doorward::finger_enrolment_test
