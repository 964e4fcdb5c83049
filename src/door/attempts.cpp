#include "door/attempts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace doorward::inline door {
namespace {

constexpr Verdict kMoreWasWanted{.granted = false, .reason = Reason::kSecondFactorMissing};

Factor FactorOf(const Presentation& presentation) {
  static constexpr std::array kFactors = {Factor::kCard, Factor::kQr, Factor::kPin,
                                          Factor::kFingerprint, Factor::kFace};
  static_assert(std::variant_size_v<decltype(presentation.what)> == kFactors.size());
  return kFactors[presentation.what.index()];
}

// Whether no way leads through the door without a face.
bool FaceIsNeeded(const FactorPolicy& policy) {
  return std::ranges::all_of(policy.ways(),
                             [](FactorSet way) { return way.Contains(Factor::kFace); });
}

std::string Joined(std::string_view factors, std::string_view detail) {
  return std::string(factors) + (detail.empty() ? "" : ": ") + std::string(detail);
}

// Whose PIN would be the right one; empty: anybody's.
PersonId ClaimedBy(const OpenAttempt* open) { return open ? open->decision.person : PersonId(); }

}  // namespace

Attempts::Attempts(Matcher matcher, const CurrentIndex& index, PinGuard pins,
                   KeepPinDebts keep_pins, FaceRequests& face_requests, Recorder& recorder,
                   OnCard on_card, const Clock& clock)
    : matcher_(std::move(matcher)),
      index_(index),
      pins_(std::move(pins)),
      keep_pins_(std::move(keep_pins)),
      face_requests_(face_requests),
      recorder_(recorder),
      on_card_(std::move(on_card)),
      clock_(clock) {}

AccessQuestion Attempts::QuestionAt(const DoorController& door) const {
  return {.door = door.config().id,
          .mode = door.mode(),
          .now = clock_.WallNow(),
          .clock = clock_.Trust(),
          .authenticated_cards = door.config().authenticated_cards};
}

FactorPolicy Attempts::PolicyOf(const DoorController& door) const {
  return PolicyAt(door.config().factors, index_.Get()->rights().zone, clock_.WallNow(),
                  clock_.Trust());
}

AttemptOutcome Attempts::Answer(Presentation presentation, const ReaderConfig& reader,
                                const DoorController& door, SteadyTime now) {
  ++counters_.presentations;
  const Scene scene{
      .door = door, .policy = PolicyOf(door), .open = open_.Find(SideOf(reader)), .now = now};
  Shown shown{.factor = FactorOf(presentation), .reader = reader};
  // At a free door a PIN opens nothing, and so a wrong one is no guess.
  const bool free = door.mode() == DoorMode::kFree;
  const bool guards_pin = shown.factor == Factor::kPin && !free;
  if (guards_pin && pins_.IsLockedOut(reader.id, ClaimedBy(scene.open), now)) {
    shown.decision = {.verdict = {.reason = Reason::kLockedOut},
                      .method = Method::kPin,
                      .credential_type = CredentialType::kPin};
    return Write(std::move(shown));
  }
  shown.decision = Match(presentation, scene);
  if (shown.factor == Factor::kFace) {
    shown.jpeg = std::move(std::get<FacePresented>(presentation.what).jpeg);
  }
  if (free) return Write(std::move(shown));
  if (guards_pin) shown.pin_alarm = JudgePin(shown.decision, reader.id, scene);
  return shown.decision.verdict.granted ? AnswerGranted(std::move(shown), scene)
                                        : AnswerDenied(std::move(shown), scene);
}

Decision Attempts::Match(const Presentation& presentation, const Scene& scene) const {
  const auto index = index_.Get();
  const AccessQuestion question = QuestionAt(scene.door);
  if (scene.open == nullptr || scene.open->shown.Contains(Factor::kFace)) {
    return matcher_.Match(presentation, *index, question, scene.now);
  }
  Decision decision =
      matcher_.Match(presentation, *index, question, scene.now, scene.open->decision.person);
  const bool mismatch = decision.verdict.reason == Reason::kSecondFactorMismatch;
  // Where one can do without a face, another face may just be the next in line.
  if (!mismatch || FaceIsNeeded(scene.policy)) return decision;
  return matcher_.Match(presentation, *index, question, scene.now);
}

bool Attempts::JudgePin(Decision& decision, const ReaderId& reader, const Scene& scene) {
  const PersonId claimed = ClaimedBy(scene.open);
  if (scene.open != nullptr && decision.person != claimed) {
    decision.verdict = {.reason = Reason::kWrongPin};
    decision.person = {};
  }
  if (decision.verdict.reason == Reason::kWrongPin) {
    return pins_.OnWrong(reader, claimed, scene.now);
  }
  const bool counts = scene.policy.factors().Contains(Factor::kPin);
  if (decision.verdict.granted && counts) pins_.OnRight(reader, decision.person, scene.now);
  return false;
}

AttemptOutcome Attempts::AnswerGranted(Shown shown, const Scene& scene) {
  if (!scene.policy.factors().Contains(shown.factor)) {
    shown.decision.verdict = {.granted = false, .reason = Reason::kFactorNotAccepted};
    return Write(std::move(shown));
  }
  const bool same = scene.open && scene.open->decision.person == shown.decision.person;
  if (same) return GoOn(std::move(shown), scene);
  if (scene.policy.IsEnough(shown.factor)) return Write(std::move(shown));
  // Whoever passes by must not end the attempt of somebody who has shown more than their face.
  const bool passer_by =
      scene.open && shown.factor == Factor::kFace && scene.open->shown != FactorSet(Factor::kFace);
  if (passer_by) {
    shown.decision.verdict = kMoreWasWanted;
    return Write(std::move(shown));
  }
  return Begin(std::move(shown), scene);
}

AttemptOutcome Attempts::AnswerDenied(Shown shown, const Scene& scene) {
  if (scene.open == nullptr) return Write(std::move(shown));
  switch (shown.decision.verdict.reason) {
    case Reason::kFaceQuality: {
      // A poor picture proves nothing either way.
      AttemptOutcome outcome = Write(std::move(shown));
      outcome.response = Response::kNothing;
      return outcome;
    }
    case Reason::kSecondFactorMismatch: {
      OpenAttempt ended = *open_.Take(SideOf(shown.reader));
      ended.jpeg = std::move(shown.jpeg);
      End(std::move(ended), shown.decision.verdict, shown.decision.detail);
      return {.response = Response::kDenied, .release = {}};
    }
    case Reason::kWrongPin:
      if (++scene.open->wrong_pins == kWrongPins) {
        End(*open_.Take(SideOf(shown.reader)),
            {.granted = false, .reason = Reason::kSecondFactorMismatch}, "too many wrong PINs");
      }
      return Write(std::move(shown));
    default: return Write(std::move(shown));
  }
}

AttemptOutcome Attempts::Begin(Shown shown, const Scene& scene) {
  const DoorSide side = SideOf(shown.reader);
  OpenAttempt attempt{.decision = std::move(shown.decision),
                      .reader = shown.reader,
                      .shown = shown.factor,
                      .until = scene.now + scene.door.config().factors_within,
                      .card = {},
                      .detail = {},
                      .jpeg = std::move(shown.jpeg)};
  attempt.detail = std::exchange(attempt.decision.detail, {});
  if (shown.factor == Factor::kCard) attempt.card = attempt.decision.credential_value;
  if (auto replaced = open_.Begin(std::move(attempt))) {
    End(*std::move(replaced), kMoreWasWanted, "somebody else came");
  }
  if (scene.policy.Wanted(shown.factor).Contains(Factor::kFace)) face_requests_.Add(side);
  return {.response = Response::kWaiting, .release = {}};
}

AttemptOutcome Attempts::GoOn(Shown shown, const Scene& scene) {
  OpenAttempt& open = *scene.open;
  if (open.shown.Contains(shown.factor)) {
    return {.response = shown.factor == Factor::kFace ? Response::kNothing : Response::kWaiting,
            .release = {}};
  }
  open.shown = open.shown.With(shown.factor);
  open.until = scene.now + scene.door.config().factors_within;
  if (shown.factor == Factor::kCard) open.card = shown.decision.credential_value;
  open.decision.verdict = shown.decision.verdict;
  if (!shown.decision.detail.empty()) open.detail = std::move(shown.decision.detail);
  if (!shown.jpeg.empty()) open.jpeg = std::move(shown.jpeg);
  if (scene.policy.IsEnough(open.shown)) {
    return {.response = Response::kGranted,
            .release = WriteAttempt(*open_.Take(SideOf(shown.reader)))};
  }
  if (scene.policy.Wanted(open.shown).Contains(Factor::kFace)) {
    face_requests_.Add(SideOf(shown.reader));
  }
  return {.response = Response::kWaiting, .release = {}};
}

void Attempts::End(OpenAttempt attempt, const Verdict& verdict, std::string_view detail) {
  attempt.decision.verdict = verdict;
  attempt.detail = detail;
  WriteAttempt(std::move(attempt));
}

std::vector<DoorSide> Attempts::EndLate(SteadyTime now) {
  std::vector<DoorSide> sides;
  for (OpenAttempt& attempt : open_.TakeLate(now)) {
    sides.push_back(SideOf(attempt.reader));
    End(std::move(attempt), kMoreWasWanted, "nothing more in time");
  }
  return sides;
}

void Attempts::EndAll(const DoorId& door, const Verdict& verdict, std::string_view detail) {
  for (OpenAttempt& attempt : open_.TakeDoor(door)) End(std::move(attempt), verdict, detail);
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

AttemptOutcome Attempts::Write(Shown shown) {
  const Verdict& verdict = shown.decision.verdict;
  if (shown.factor == Factor::kCard) {
    TellCard(shown.reader.door, shown.decision.credential_value, verdict);
  }
  const RecordTicket ticket = WriteRecord(shown.decision, shown.reader, std::move(shown.jpeg));
  if (shown.pin_alarm) {
    recorder_.WriteAlarm(shown.reader.door, shown.reader.id, Event::kPinLockout);
  }
  if (!verdict.granted) return {.response = Response::kDenied, .release = {}};
  // What a free door grants releases nothing: it must not, should the door be secured meanwhile.
  const bool releases = verdict.reason != Reason::kFreeMode;
  return {.response = Response::kGranted,
          .release = releases ? std::optional(ticket) : std::nullopt};
}

std::optional<RecordTicket> Attempts::WriteAttempt(OpenAttempt attempt) {
  TellCard(attempt.reader.door, attempt.card, attempt.decision.verdict);
  attempt.decision.detail = Joined(attempt.shown.Text(), attempt.detail);
  const RecordTicket ticket =
      WriteRecord(attempt.decision, attempt.reader, std::move(attempt.jpeg));
  return attempt.decision.verdict.granted ? std::optional(ticket) : std::nullopt;
}

void Attempts::TellCard(const DoorId& door, const std::string& uid, const Verdict& verdict) const {
  if (on_card_ && !uid.empty()) on_card_(door, uid, verdict.granted);
}

RecordTicket Attempts::WriteRecord(const Decision& decision, const ReaderConfig& reader,
                                   Bytes jpeg) {
  if (decision.verdict.granted) ++counters_.granted;
  return Submit({.record = {.kind = RecordKind::kAccess,
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
                 .first = {}});
}

RecordTicket Attempts::Submit(RecordJob job) {
  auto debts = pins_.TakeChange(clock_.SteadyNow());
  if (debts) job.first = [keep = keep_pins_, debts = *std::move(debts)] { keep(debts); };
  return recorder_.Write(std::move(job));
}

}  // namespace doorward::inline door
