// enroll.start, enroll.status, enroll.cancel: enrolment at a reader of this terminal.
//
// Commands run one at a time and so cannot wait for people: start answers at once, and the rest is
// asked for. What is captured is stored by enrolment_writer.hpp.

#pragma once

#include "commands/command.hpp"

namespace doorward {

//   {"person": "1001", "type": "card", "reader": "nfc", "timeout_s": 30}
//     ->  {"enrollment": "<this command's id>", "reader": "nfc", "expires_at": …}
struct StartEnrolment {
  static constexpr std::string_view kName = "enroll.start";
  static constexpr auto kEffect = CommandSpec::Effect::kPhysical;
  // The person who was to come to the reader has gone again.
  static constexpr std::chrono::seconds kMaxAge{10};

  PersonId person;
  CredentialType type = CredentialType::kCard;
  ReaderId reader;  // Empty: the only one that reads this.
  std::chrono::seconds patience{30};

  static Result<StartEnrolment> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

// Also says that whoever began the enrolment is still there.
//
//   {"enrollment": "…"}  ->  {"state": "waiting", "guidance": "Hold the card to the reader."}
struct GetEnrolment {
  static constexpr std::string_view kName = "enroll.status";
  static constexpr auto kEffect = CommandSpec::Effect::kNone;

  std::string enrolment;

  static Result<GetEnrolment> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

// Twice is as good as once, and it must work while the disk does not: so it is not journaled. The end
// of the enrolment leaves its record in any case.
//
//   {"enrollment": "…"}  ->  as enroll.status
struct CancelEnrolment {
  static constexpr std::string_view kName = "enroll.cancel";
  static constexpr auto kEffect = CommandSpec::Effect::kNone;
  // What it calls cancelled must not be stored a moment later.
  static constexpr bool kAmongChanges = true;

  std::string enrolment;

  static Result<CancelEnrolment> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

}  // namespace doorward
