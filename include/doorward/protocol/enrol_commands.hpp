// enroll.start, enroll.status, enroll.cancel: enrolment at a reader of the terminal.
//
// Start answers at once, since a command cannot wait for people; the rest is asked for.

#pragma once

#include "doorward/domain/credential.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

//   {"person": "1001", "type": "card", "reader": "nfc", "timeout_s": 30}
//     ->  {"enrollment": "<this command's id>", "reader": "nfc", "expires_at": …}
struct StartEnrolment {
  static constexpr std::string_view kName = "enroll.start";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kEnrol;
  // The person who was to come to the reader has gone again.
  static constexpr std::chrono::seconds kMaxAge{10};

  PersonId person;
  CredentialType type = CredentialType::kCard;  // Or a fingerprint, or a face.
  ReaderId reader = {};                         // Empty: the only one that reads this.
  std::chrono::seconds patience{30};            // 5 to 120.

  static Result<StartEnrolment> Parse(const Json& arguments);
  Json ToJson() const;
};

// Also says that whoever began the enrolment is still there.
//
//   {"enrollment": "…"}  ->  {"state": "waiting", "guidance": "Hold the card to the reader."}
struct GetEnrolment {
  static constexpr std::string_view kName = "enroll.status";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kEnrol;

  std::string enrolment;

  static Result<GetEnrolment> Parse(const Json& arguments);
  Json ToJson() const { return {{"enrollment", enrolment}}; }
};

// Twice is as good as once, and it must work while the disk does not: so it is not journaled. The end
// of the enrolment leaves its record in any case.
//
//   {"enrollment": "…"}  ->  as enroll.status
struct CancelEnrolment {
  static constexpr std::string_view kName = "enroll.cancel";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kEnrol;
  // What it calls cancelled must not be stored a moment later.
  static constexpr bool kAmongChanges = true;

  std::string enrolment;

  static Result<CancelEnrolment> Parse(const Json& arguments);
  Json ToJson() const { return {{"enrollment", enrolment}}; }
};

}  // namespace doorward::inline protocol
