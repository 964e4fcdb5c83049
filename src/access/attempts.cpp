#include "access/attempts.hpp"

#include <utility>

namespace doorward {
namespace {

constexpr Verdict kNoFaceCame{.granted = false, .reason = Reason::kSecondFactorMissing};

// Whether the door asks for a face beside what granted this. A free door asks for nothing.
bool NeedsSecondFactor(const Decision& decision, const DoorController& door) {
  return decision.verdict.granted && door.mode() != DoorMode::kFree &&
         door.config().second_factor == SecondFactor::kFace;
}

}  // namespace

Attempts::Attempts(Matcher matcher, const CurrentIndex& index,
                   std::span<const StoredLockout> lockouts, FaceRequests& face_requests,
                   Recorder& recorder, const Clock& clock)
    : matcher_(std::move(matcher)),
      index_(index),
      pins_(lockouts, clock.SteadyNow()),
      face_requests_(face_requests),
      recorder_(recorder),
      clock_(clock) {}

AccessQuestion Attempts::QuestionAt(const DoorController& door) const {
  return {.door = door.config().id,
          .mode = door.mode(),
          .now = clock_.WallNow(),
          .clock = clock_.Trust()};
}

std::optional<RecordTicket> Attempts::Answer(Presentation presentation, const ReaderConfig& reader,
                                             const DoorController& door, SteadyTime now) {
  ++counters_.presentations;
  if (std::holds_alternative<FacePresented>(presentation.what)) {
    return AnswerFace(std::move(presentation), reader, door, now);
  }
  // At a free door a PIN opens nothing, and so a wrong one is no guess.
  const bool guards_pin =
      std::holds_alternative<PinEntered>(presentation.what) && door.mode() != DoorMode::kFree;
  if (guards_pin && pins_.IsLockedOut(reader.id, now)) {
    return Write({.verdict = {.reason = Reason::kLockedOut},
                  .method = Method::kPin,
                  .credential_type = CredentialType::kPin},
                 reader);
  }

  Decision decision = matcher_.Match(presentation, *index_.Get(), QuestionAt(door), now);
  PinGuard::Outcome pin;
  if (guards_pin) {
    pin = decision.verdict.reason == Reason::kWrongPin ? pins_.OnWrong(reader.id, now)
                                                       : pins_.OnRight(reader.id);
  }
  if (NeedsSecondFactor(decision, door)) {
    BeginClaim({.decision = std::move(decision),
                .reader = reader,
                .lockout = std::move(pin.keep),
                .until = now + door.config().second_factor_within});
    return std::nullopt;
  }
  const auto ticket = Write(decision, reader, {}, std::move(pin.keep));
  if (pin.alarm) recorder_.WriteAlarm(reader.door, reader.id, Event::kPinLockout);
  return ticket;
}

std::optional<RecordTicket> Attempts::AnswerFace(Presentation presentation,
                                                 const ReaderConfig& reader,
                                                 const DoorController& door, SteadyTime now) {
  const Claim* claim = claims_.Find(SideOf(reader));
  std::optional<PersonId> claimant;
  if (claim != nullptr) claimant = claim->decision.person;

  Decision decision = matcher_.Match(presentation, *index_.Get(), QuestionAt(door), now, claimant);
  Bytes jpeg = std::move(std::get<FacePresented>(presentation.what).jpeg);
  if (claim == nullptr) {
    if (NeedsSecondFactor(decision, door)) decision.verdict = kNoFaceCame;
    return Write(decision, reader, std::move(jpeg));
  }
  // A poor picture proves nothing either way: it has its own record, and the claim goes on.
  if (decision.verdict.reason == Reason::kFaceQuality) {
    return Write(decision, reader, std::move(jpeg));
  }
  Claim ended = *claims_.Take(SideOf(reader));
  ended.decision.verdict = decision.verdict;
  ended.decision.detail = std::move(decision.detail);
  return Write(ended.decision, ended.reader, std::move(jpeg), std::move(ended.lockout));
}

void Attempts::BeginClaim(Claim claim) {
  const DoorSide side = SideOf(claim.reader);
  if (auto replaced = claims_.Begin(std::move(claim))) {
    EndClaim(*std::move(replaced), kNoFaceCame, "another claim came");
  }
  face_requests_.Add(side);
}

void Attempts::EndClaim(Claim claim, const Verdict& verdict, std::string_view detail) {
  claim.decision.verdict = verdict;
  claim.decision.detail = detail;
  Write(claim.decision, claim.reader, {}, std::move(claim.lockout));
}

void Attempts::EndLateClaims(SteadyTime now) {
  for (Claim& claim : claims_.TakeLate(now)) {
    EndClaim(std::move(claim), kNoFaceCame, "no face in time");
  }
}

void Attempts::EndClaims(const DoorId& door, const Verdict& verdict, std::string_view detail) {
  for (Claim& claim : claims_.TakeDoor(door)) EndClaim(std::move(claim), verdict, detail);
}

RecordTicket Attempts::AnswerExit(const DoorId& door) {
  ++counters_.granted;
  return recorder_.Write({.record = {.kind = RecordKind::kAccess,
                                     .door = door,
                                     .direction = Direction::kOut,
                                     .method = Method::kExitButton,
                                     .granted = true,
                                     .reason = Reason::kExitButton}});
}

std::optional<RecordTicket> Attempts::AnswerCommand(const DoorController& door,
                                                    std::string_view by) {
  const bool granted = door.mode() != DoorMode::kLockdown;
  if (granted) ++counters_.granted;
  const RecordTicket ticket =
      recorder_.Write({.record = {.kind = RecordKind::kAccess,
                                  .detail = SanitizeText(by, kMaxRecordText),
                                  .door = door.config().id,
                                  .method = Method::kCommand,
                                  .granted = granted,
                                  .reason = granted ? Reason::kCommand : Reason::kLockdown}});
  return granted ? std::optional(ticket) : std::nullopt;
}

std::optional<RecordTicket> Attempts::Write(const Decision& decision, const ReaderConfig& reader,
                                            Bytes jpeg, std::optional<StoredLockout> lockout) {
  if (decision.verdict.granted) ++counters_.granted;
  const RecordTicket ticket =
      recorder_.Write({.record = {.kind = RecordKind::kAccess,
                                  .detail = decision.detail,
                                  .door = reader.door,
                                  .reader = reader.id,
                                  .direction = reader.direction,
                                  .method = decision.method,
                                  .granted = decision.verdict.granted,
                                  .reason = decision.verdict.reason,
                                  .person = decision.person,
                                  .credential_type = decision.credential_type,
                                  .credential_value = decision.credential_value},
                       .jpeg = std::move(jpeg),
                       .lockout = std::move(lockout)});
  // What a free door grants releases nothing: it must not, should the door be secured meanwhile.
  const bool releases = decision.verdict.granted && decision.verdict.reason != Reason::kFreeMode;
  return releases ? std::optional(ticket) : std::nullopt;
}

}  // namespace doorward
