// The closed lists: each word leads back to its value, and to no other. Those that were released stay as they
// are and where they are; new ones come after them, and need no line here.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "doorward/domain/credential.hpp"
#include "doorward/domain/door_machine.hpp"
#include "doorward/domain/reason.hpp"
#include "doorward/domain/record.hpp"

namespace doorward::names_test {

constexpr std::size_t kMostValues = 64;

// Checks both ways, for the words in the order of their values.
template <typename Enum, typename NameOf, typename FromName>
void ExpectWords(const std::vector<std::string>& words, NameOf name_of, FromName from_name) {
  ASSERT_LE(words.size(), kMostValues);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < words.size(); ++i) {
    SCOPED_TRACE(words[i]);
    const auto value = static_cast<Enum>(i);
    EXPECT_EQ(name_of(value), words[i]);
    EXPECT_EQ(from_name(words[i]), value);
    EXPECT_TRUE(seen.insert(words[i]).second);
    for (const std::string& near : {" " + words[i], words[i] + " ", words[i] + "s",
                                    words[i].substr(1), words[i] + std::string(1, '\0')}) {
      if (std::find(words.begin(), words.end(), near) == words.end()) {
        EXPECT_FALSE(from_name(near)) << near;
      }
    }
    std::string upper = words[i];
    upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
    EXPECT_FALSE(from_name(upper));
  }
  EXPECT_FALSE(from_name(""));
}

TEST(Names, OfReasons) {
  ExpectWords<Reason>({"ok",
                       "unknown_credential",
                       "unknown_person",
                       "expired",
                       "not_yet_valid",
                       "outside_schedule",
                       "no_permission",
                       "holiday",
                       "lockdown",
                       "free_mode",
                       "second_factor_missing",
                       "second_factor_mismatch",
                       "factor_not_accepted",
                       "card_not_authenticated",
                       "wrong_pin",
                       "locked_out",
                       "antipassback",
                       "occupancy_full",
                       "interlock",
                       "ambiguous_face",
                       "face_quality",
                       "liveness_failed",
                       "pass_used_up",
                       "pass_replayed",
                       "bad_signature",
                       "clock_unsure",
                       "online_denied",
                       "online_timeout",
                       "duress",
                       "exit_button",
                       "command"},
                      ReasonName, ReasonFromName);
}

TEST(Names, OfMethodsAndDirections) {
  ExpectWords<Method>({"card", "face", "fingerprint", "qr", "pin", "exit_button", "command"},
                      MethodName, MethodFromName);
  ExpectWords<Direction>({"in", "out"}, DirectionName, DirectionFromName);
}

TEST(Names, OfCredentialTypes) {
  ExpectWords<CredentialType>({"card", "face", "fingerprint", "qr", "pin", "totp", "bluetooth"},
                              CredentialTypeName, CredentialTypeFromName);
}

TEST(Names, OfDoorModes) {
  ExpectWords<DoorMode>({"normal", "lockdown", "free"}, DoorModeName, DoorModeFromName);
}

TEST(Names, OfRecords) {
  ExpectWords<RecordKind>({"access", "door", "alarm", "command", "system"}, RecordKindName,
                          RecordKindFromName);
  ExpectWords<Event>({"released",
                      "secured",
                      "opened",
                      "closed",
                      "mode_normal",
                      "mode_lockdown",
                      "mode_free",
                      "forced",
                      "forced_cleared",
                      "held_open",
                      "held_open_cleared",
                      "pin_lockout",
                      "records_filling",
                      "records_nearly_full",
                      "records_overwritten",
                      "storage_failed",
                      "storage_recovered",
                      "store_damaged",
                      "strike_failed",
                      "device_lost",
                      "device_back",
                      "reader_tamper",
                      "reader_tamper_cleared",
                      "input_stuck",
                      "input_stuck_cleared",
                      "input_flapping",
                      "input_flapping_cleared",
                      "command_done",
                      "command_failed",
                      "enrolled",
                      "not_enrolled",
                      "started",
                      "stopped",
                      "gap",
                      "clock_unsure",
                      "clock_trusted",
                      "clock_set"},
                     EventName, EventFromName);
}

}  // namespace doorward::names_test
