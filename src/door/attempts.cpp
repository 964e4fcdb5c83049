#include "door/attempts.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace doorward::inline door {
namespace {

constexpr Milliseconds kKeepEvery{3'600'000};
constexpr Verdict kMoreWasWanted{.granted = false, .reason = Reason::kSecondFactorMissing};

// Whether no way leads through the door without a face.
bool FaceIsNeeded(const FactorPolicy& policy) {
  return std::ranges::all_of(policy.ways(),
                             [](FactorSet way) { return way.Contains(Factor::kFace); });
}

std::string Joined(std::string_view factors, std::string_view detail) {
  return std::string(factors) + (detail.empty() ? "" : ": ") + std::string(detail);
}

}  // namespace

Attempts::Attempts(Matcher matcher, const CurrentIndex& index, SiteState& site,
                   FaceRequests& face_requests, Recorder& recorder, OnCard on_card,
                   const Clock& clock, std::span<const Rule> rules)
    : matcher_(std::move(matcher)),
      index_(index),
      site_(site),
      face_requests_(face_requests),
      recorder_(recorder),
      on_card_(std::move(on_card)),
      clock_(clock),
      rules_(rules),
      kept_at_(clock.SteadyNow()) {}

Moment Attempts::MomentAt(SteadyTime now) const {
  return {.wall = clock_.WallNow(), .clock = clock_.Trust(), .steady = now};
}

AttemptOutcome Attempts::Answer(Presentation presentation, const ReaderConfig& reader,
                                SteadyTime now) {
  ++counters_.presentations;
  // One version of the index for the whole answer: nobody is identified by one and judged by the next.
  const auto index = index_.Get();
  const Moment moment = MomentAt(now);
  OpenAttempt* open = open_.Find(SideOf(reader));
  Claim claim{.who = Identify(presentation, *index, site_.doors.at(reader.door), open, moment),
              .reader = reader.id,
              .door = reader.door,
              .claimed = open ? open->decision.person : PersonId(),
              .shown = open ? open->shown : FactorSet()};
  Judgement judgement = Judge(claim, site_, index->rights(), moment, rules_);
  // Counts for the next try at once; it becomes durable with this one's record.
  site_.Apply(judgement.changes, now);
  Shown shown{.factor = claim.who.factor, .reader = reader};
  shown.decision = DecisionOf(std::move(claim.who), judgement);
  shown.changes = std::move(judgement.changes);
  if (auto* face = std::get_if<FacePresented>(&presentation.what)) {
    shown.jpeg = std::move(face->jpeg);
  }
  return judgement.outcome == Judgement::Outcome::kDenied
             ? AnswerDenied(std::move(shown), open)
             : AnswerAllowed(std::move(shown), judgement, open, now);
}

// While an attempt waits for a face, whoever shows one is compared with that person alone.
Identification Attempts::Identify(const Presentation& presentation, const CredentialIndex& index,
                                  const DoorNow& door, const OpenAttempt* open,
                                  const Moment& now) const {
  if (open == nullptr || open->shown.Contains(Factor::kFace)) {
    return matcher_.Identify(presentation, index, now.steady);
  }
  Identification who = matcher_.Identify(presentation, index, now.steady, open->decision.person);
  const FactorPolicy policy = PolicyAt(door.factors, index.rights().zone, now.wall, now.clock);
  // Where one can do without a face, another face may just be the next in line.
  if (who.doubt != Reason::kSecondFactorMismatch || FaceIsNeeded(policy)) return who;
  return matcher_.Identify(presentation, index, now.steady);
}

// A rule lets them pass, or wants more of them first. README.md's table says what each presentation does to
// an attempt that is open.
AttemptOutcome Attempts::AnswerAllowed(Shown shown, const Judgement& judgement, OpenAttempt* open,
                                       SteadyTime now) {
  const bool same = open && open->decision.person == shown.decision.person;
  if (same) return GoOn(std::move(shown), judgement, *open, now);
  // Somebody who may pass by themselves ends nothing: the one who waits goes on.
  if (judgement.outcome == Judgement::Outcome::kGranted) return Write(std::move(shown));
  // Whoever passes by must not end the attempt of somebody who has shown more than their face.
  const bool passer_by =
      open && shown.factor == Factor::kFace && open->shown != FactorSet(Factor::kFace);
  if (passer_by) {
    shown.decision.verdict = kMoreWasWanted;
    return Write(std::move(shown));
  }
  return Begin(std::move(shown), judgement.wants, now);
}

AttemptOutcome Attempts::AnswerDenied(Shown shown, OpenAttempt* open) {
  if (open == nullptr) return Write(std::move(shown));
  switch (shown.decision.verdict.reason) {
    case Reason::kFaceQuality: {
      // A poor picture proves nothing either way.
      AttemptOutcome outcome = Write(std::move(shown));
      outcome.response = Response::kNothing;
      return outcome;
    }
    case Reason::kSecondFactorMismatch: {
      // The claim is false. It must be made again: each try with a found card costs a showing of it, and a record.
      OpenAttempt ended = *open_.Take(SideOf(shown.reader));
      ended.jpeg = std::move(shown.jpeg);
      End(std::move(ended), shown.decision.verdict, shown.decision.detail);
      return {.response = Response::kDenied};
    }
    case Reason::kWrongPin:
      // People mistype, so one wrong PIN does not end it. What a reader as a whole allows is a rule's to say.
      if (++open->wrong_pins == kWrongPins) {
        End(*open_.Take(SideOf(shown.reader)),
            {.granted = false, .reason = Reason::kSecondFactorMismatch}, "too many wrong PINs");
      }
      return Write(std::move(shown));
    // Somebody unknown beside them, or a card that is refused: not theirs to pay for. Nor a face that is not known to
    // be live, which is no factor either: there may be a poster behind them, or the judgement may err.
    default: return Write(std::move(shown));
  }
}

// The attempt is one record, under what was shown first; so what the record says is kept from here on.
AttemptOutcome Attempts::Begin(Shown shown, const Wants& wants, SteadyTime now) {
  OpenAttempt attempt{.number = ++last_number_,
                      .decision = std::move(shown.decision),
                      .reader = shown.reader,
                      .shown = shown.factor,
                      .wants = {},
                      .until = now,
                      .card = {},
                      .detail = {},
                      .jpeg = std::move(shown.jpeg),
                      .changes = std::move(shown.changes)};
  attempt.detail = std::exchange(attempt.decision.detail, {});
  if (shown.factor == Factor::kCard) attempt.card = attempt.decision.credential_value;
  const DoorSide side = SideOf(shown.reader);
  if (auto replaced = open_.Begin(std::move(attempt))) {
    End(*std::move(replaced), kMoreWasWanted, "somebody else came");
  }
  return WaitFor(*open_.Find(side), wants, now);
}

// Takes the next factor of the same person. The judgement is that of this moment: a right that has ended since the
// first factor was shown grants nothing.
AttemptOutcome Attempts::GoOn(Shown shown, const Judgement& judgement, OpenAttempt& open,
                              SteadyTime now) {
  // What the rules learnt is kept even if the factor itself is nothing new.
  std::move(shown.changes.begin(), shown.changes.end(), std::back_inserter(open.changes));
  if (open.shown.Contains(shown.factor)) {
    // A face stays in view by itself; a card shown again asks what is still wanted.
    return {.response = shown.factor == Factor::kFace ? Response::kNothing : Response::kWaiting};
  }
  open.shown = open.shown.With(shown.factor);
  if (shown.factor == Factor::kCard) open.card = shown.decision.credential_value;
  open.decision.verdict = shown.decision.verdict;
  if (!shown.decision.detail.empty()) open.detail = std::move(shown.decision.detail);
  if (!shown.jpeg.empty()) open.jpeg = std::move(shown.jpeg);
  if (judgement.outcome == Judgement::Outcome::kGranted) {
    return {.response = Response::kGranted,
            .release = WriteAttempt(*open_.Take(SideOf(shown.reader)))};
  }
  return WaitFor(open, judgement.wants, now);
}

AttemptOutcome Attempts::WaitFor(OpenAttempt& open, const Wants& wants, SteadyTime now) {
  open.wants = wants;
  // Each factor gives the whole time again: reaching for a card takes as long the second time.
  open.until = now + site_.doors.at(open.reader.door).factors_within;
  // Cameras report a face once a showing; whoever stands there already must be reported again.
  if (wants.factors.Contains(Factor::kFace)) face_requests_.Add(SideOf(open.reader));
  AttemptOutcome outcome{.response = Response::kWaiting};
  if (wants.later_verdict) outcome.asks = open.number;
  return outcome;
}

AttemptOutcome Attempts::Conclude(std::uint64_t number, const Verdict& verdict, SteadyTime now) {
  OpenAttempt* open = open_.Find(number);
  if (open == nullptr || !open->wants.later_verdict || now >= open->until) return {};
  open->wants.later_verdict = false;
  // A grant from elsewhere replaces no factor; a refusal needs none.
  if (verdict.granted && !open->wants.nothing()) return {.response = Response::kWaiting};
  OpenAttempt ended = *open_.Take(SideOf(open->reader));
  ended.decision.verdict = verdict;
  const auto release = WriteAttempt(std::move(ended));
  return {.response = verdict.granted ? Response::kGranted : Response::kDenied, .release = release};
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
    const bool unanswered = attempt.wants.later_verdict;
    End(std::move(attempt),
        unanswered ? Verdict{.granted = false, .reason = Reason::kOnlineTimeout} : kMoreWasWanted,
        unanswered ? "no verdict in time" : "nothing more in time");
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

std::optional<RecordTicket> Attempts::AnswerCommand(const DoorId& door, std::string_view by) {
  const Verdict verdict = JudgeCommand(site_.doors.at(door));
  if (verdict.granted) ++counters_.granted;
  const RecordTicket ticket =
      recorder_.Write({.record = {.kind = RecordKind::kAccess,
                                  .detail = SanitizeText(by, kMaxRecordText),
                                  .door = door,
                                  .method = Method::kCommand,
                                  .granted = verdict.granted,
                                  .reason = verdict.reason}});
  return verdict.granted ? std::optional(ticket) : std::nullopt;
}

// For what begins, continues and ends no attempt.
AttemptOutcome Attempts::Write(Shown shown) {
  const Verdict& verdict = shown.decision.verdict;
  if (shown.factor == Factor::kCard) {
    TellCard(shown.reader.door, shown.decision.credential_value, verdict);
  }
  const RecordTicket ticket =
      WriteRecord(shown.decision, shown.reader, std::move(shown.jpeg), std::move(shown.changes));
  if (!verdict.granted) return {.response = Response::kDenied};
  // What a free door grants releases nothing: it must not, should the door be secured meanwhile.
  const bool releases = verdict.reason != Reason::kFreeMode;
  return {.response = Response::kGranted,
          .release = releases ? std::optional(ticket) : std::nullopt};
}

std::optional<RecordTicket> Attempts::WriteAttempt(OpenAttempt attempt) {
  TellCard(attempt.reader.door, attempt.card, attempt.decision.verdict);
  attempt.decision.detail = Joined(attempt.shown.Text(), attempt.detail);
  const RecordTicket ticket = WriteRecord(attempt.decision, attempt.reader, std::move(attempt.jpeg),
                                          std::move(attempt.changes));
  return attempt.decision.verdict.granted ? std::optional(ticket) : std::nullopt;
}

void Attempts::TellCard(const DoorId& door, const std::string& uid, const Verdict& verdict) const {
  if (on_card_ && !uid.empty()) on_card_(door, uid, verdict.granted);
}

RecordTicket Attempts::WriteRecord(const Decision& decision, const ReaderConfig& reader, Bytes jpeg,
                                   std::vector<RuleRow> changes) {
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
                       .rules = Kept(std::move(changes))});
  // After the record, with nothing shown to whoever stands there.
  if (decision.verdict.alarm) recorder_.WriteAlarm(reader.door, reader.id, *decision.verdict.alarm);
  return ticket;
}

// Changes; and now and then all, since time pays off what the rules remember.
std::vector<RuleRow> Attempts::Kept(std::vector<RuleRow> changes) {
  const SteadyTime now = clock_.SteadyNow();
  if (now - kept_at_ < kKeepEvery) return changes;
  kept_at_ = now;
  std::ranges::move(site_.RowsAt(now), std::back_inserter(changes));
  return changes;
}

}  // namespace doorward::inline door
