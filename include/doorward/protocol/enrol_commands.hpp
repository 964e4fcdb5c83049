// enroll.start, enroll.status, enroll.cancel: enrolment at a reader of the terminal.
//
// Start answers at once, since a command cannot wait for people; the rest is asked for.

#pragma once

#include "doorward/domain/credential.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

// What can be enrolled at a reader.
inline constexpr Named<CredentialType> kEnrolledTypes[] = {
    {CredentialType::kCard, NameIn(kCredentialTypes, CredentialType::kCard)},
    {CredentialType::kFingerprint, NameIn(kCredentialTypes, CredentialType::kFingerprint)},
    {CredentialType::kFace, NameIn(kCredentialTypes, CredentialType::kFace)},
};

//   {"person": "1001", "type": "card", "reader": "nfc", "timeout_s": 30}
//     ->  {"enrollment": "<this command's id>", "reader": "nfc", "expires_at": …}
struct StartEnrolment {
  static constexpr std::string_view kName = "enroll.start";
  static constexpr std::string_view kMeaning =
      "Begins to wait for a card, finger or face of a person at a reader.";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kEnrol;
  // The person who was to come to the reader has gone again.
  static constexpr std::chrono::seconds kMaxAge{10};

  PersonId person;
  CredentialType type = CredentialType::kCard;  // Or a fingerprint, or a face.
  ReaderId reader = {};                         // Empty: the only one that reads this.
  std::chrono::seconds patience{30};            // 5 to 120.

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("person", self.person, "Whose credential it becomes.");
    visit.RequiredWord("type", self.type, kEnrolledTypes, "What is shown.");
    visit.Optional("reader", self.reader, "Absent: the only one that reads this.");
    visit.Optional("timeout_s", self.patience, Range{5, 120}, "How long to wait.");
  }
};

// Also says that whoever began the enrolment is still there.
//
//   {"enrollment": "…"}  ->  {"state": "waiting", "guidance": "Hold the card to the reader."}
struct GetEnrolment {
  static constexpr std::string_view kName = "enroll.status";
  static constexpr std::string_view kMeaning =
      "Tells how it goes, and that whoever began it is still there.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kEnrol;

  std::string enrolment;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("enrollment", self.enrolment, NonEmpty(64), "The id of its enroll.start.");
  }
};

// Twice is as good as once, and it must work while the disk does not: so it is not journaled. The end
// of the enrolment leaves its record in any case.
//
//   {"enrollment": "…"}  ->  as enroll.status
struct CancelEnrolment {
  static constexpr std::string_view kName = "enroll.cancel";
  static constexpr std::string_view kMeaning = "Ends it; twice is as good as once.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kEnrol;
  // What it calls cancelled must not be stored a moment later.
  static constexpr bool kAmongChanges = true;

  std::string enrolment;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("enrollment", self.enrolment, NonEmpty(64), "The id of its enroll.start.");
  }
};

using EnrolCommands = CommandList<StartEnrolment, GetEnrolment, CancelEnrolment>;

}  // namespace doorward::inline protocol
