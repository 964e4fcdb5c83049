#include "doorward/identify/matcher.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "doorward/core/check.hpp"
#include "doorward/domain/code_text.hpp"
#include "doorward/domain/record.hpp"
#include "doorward/identify/seen_number.hpp"

namespace doorward::inline identify {
namespace {

constexpr std::size_t kMaxCodeBytes = 1'024;  // As QrCredential::text.

// Of whom the credential turned out to be, and whether they may pass.
Decision DecideFor(const PersonRights& person, const CredentialIndex& index,
                   const AccessQuestion& question, Decision decision) {
  decision.person = person.id;
  decision.verdict = Decide(person, index.rights(), question);
  return decision;
}

// Looks `key` up. `decision` says what was presented, and why it is refused if it is nobody's.
Decision DecideByKey(const CredentialKey& key, const CredentialIndex& index,
                     const AccessQuestion& question, Decision decision) {
  const PersonRights* person = index.FindByKey(key);
  if (person == nullptr) return decision;
  return DecideFor(*person, index, question, std::move(decision));
}

// Whether a card with this proof may count at all.
bool IsProven(CardProof proof, const AccessQuestion& question) {
  switch (proof) {
    case CardProof::kNone: return !question.authenticated_cards;
    case CardProof::kAuthenticated: return true;
    case CardProof::kFailed: return false;
  }
  DW_UNREACHABLE();
}

Decision MatchCard(const CardPresented& card, const CredentialIndex& index,
                   const AccessQuestion& question) {
  Decision decision =
      DecideByKey(KeyOfCard(card.uid), index, question,
                  {.verdict = {.reason = Reason::kUnknownCredential},
                   .method = Method::kCard,
                   .credential_type = CredentialType::kCard,
                   .credential_value = SanitizeText(ToHex(card.uid), kMaxRecordText)});
  // Whoever enrolled it, before it was refused.
  if (!CheckForPassage(card)) {
    decision.person = {};
    decision.verdict = {.granted = false, .reason = Reason::kUnknownCredential};
  }
  if (const Status number = CheckForEnrolment(card); decision.person.empty() && !number) {
    decision.detail = number.error().message;
  }
  // Whose UID it claims stays known: somebody may have copied that person's card.
  if (!decision.person.empty() && !IsProven(card.proof, question)) {
    decision.verdict = {.granted = false, .reason = Reason::kCardNotAuthenticated};
  }
  return decision;
}

Decision MatchCode(const CodePresented& code, const CredentialIndex& index,
                   const AccessQuestion& question) {
  const std::string text = CanonicalCode(code.text);
  Decision decision{.verdict = {.reason = Reason::kUnknownCredential},
                    .method = Method::kQr,
                    .credential_type = CredentialType::kQr,
                    .credential_value = SanitizeText(text, kMaxRecordText)};
  if (text.size() > kMaxCodeBytes) return decision;
  return DecideByKey(KeyOfQr(text), index, question, std::move(decision));
}

Decision MatchPin(const PinEntered& pin, const SecretBox& box, const CredentialIndex& index,
                  const AccessQuestion& question) {
  return DecideByKey(KeyOfPin(box, pin.digits), index, question,
                     {.verdict = {.reason = Reason::kWrongPin},
                      .method = Method::kPin,
                      .credential_type = CredentialType::kPin});
}

Decision MatchFinger(const FingerPresented& finger, const CredentialIndex& index,
                     const AccessQuestion& question) {
  Decision decision{.verdict = {.reason = Reason::kUnknownCredential},
                    .method = Method::kFingerprint,
                    .credential_type = CredentialType::kFingerprint};
  if (!finger.key) return decision;
  decision.credential_value = finger.key->value;  // A slot, or a keyed digest.
  return DecideByKey(*finger.key, index, question, std::move(decision));
}

Decision FaceDecision(Reason reason, std::string detail) {
  return {.verdict = {.reason = reason},
          .method = Method::kFace,
          .credential_type = CredentialType::kFace,
          .detail = std::move(detail)};
}

std::string DistanceText(double distance, double threshold) {
  return fmt::format("distance {:.2f}, threshold {:.2f}", distance, threshold);
}

// Why this picture of a face tells nothing; nullopt if it is good.
std::optional<Decision> RefusePicture(const FacePresented& face) {
  if (face.good_quality) return std::nullopt;
  return FaceDecision(Reason::kFaceQuality, "too small, blurred or turned away");
}

// Why it lets nobody in any more; a picture from the future is as little worth as an old one. A stranger is
// one at any age: what a busy processor took to look changes nothing of that.
std::optional<Decision> RefuseLate(const FacePresented& face, SteadyTime now) {
  const auto age = now - face.captured_at;
  if (age <= Matcher::kMaxFaceAge && age >= SteadyTime::duration::zero()) return std::nullopt;
  const auto age_ms = std::chrono::duration_cast<Milliseconds>(age).count();
  return FaceDecision(Reason::kFaceQuality, fmt::format("frame is {} ms old", age_ms));
}

}  // namespace

Matcher::Matcher(const SecretBox& box, FalseMatchCurve curve, FaceConfig face)
    : box_(box), curve_(std::move(curve)), face_(face) {}

FaceThreshold Matcher::ThresholdFor(const CredentialIndex& index) const {
  return DeriveFaceThreshold(curve_, index.faces().people(), face_.false_accept_rate);
}

bool Matcher::Recognises(const FaceMatch& match, const FaceThreshold& threshold) const {
  return !match.person.empty() && match.distance < threshold.distance &&
         match.second_distance - match.distance >= face_.margin;
}

Decision Matcher::MatchFace(const FacePresented& face, const CredentialIndex& index,
                            const AccessQuestion& question, SteadyTime now) const {
  if (auto refusal = RefusePicture(face)) return *std::move(refusal);
  const FaceThreshold threshold = ThresholdFor(index);
  if (threshold.mode == FaceMode::kClaimFirst) {
    return FaceDecision(Reason::kSecondFactorMissing,
                        fmt::format("{} people have faces: a card, code or PIN must come first",
                                    index.faces().people()));
  }
  if (face.match.person.empty()) {
    return FaceDecision(Reason::kUnknownPerson, "nobody's face is enrolled");
  }

  // The search may be older than the index: their face may have been replaced, or they be gone.
  FaceMatch match = face.match;
  match.distance = index.faces().DistanceTo(match.person, face.vector);
  std::string detail = DistanceText(match.distance, threshold.distance);
  const PersonRights* person = index.FindPerson(match.person);
  if (person == nullptr || !(match.distance < threshold.distance)) {
    return FaceDecision(Reason::kUnknownPerson, std::move(detail));
  }
  if (auto late = RefuseLate(face, now)) return *std::move(late);
  if (!Recognises(match, threshold)) {
    return FaceDecision(Reason::kAmbiguousFace,
                        fmt::format("{}, next {:.2f}", detail, match.second_distance));
  }
  return DecideFor(*person, index, question, FaceDecision(Reason::kOk, std::move(detail)));
}

Decision Matcher::VerifyFace(const FacePresented& face, const CredentialIndex& index,
                             const AccessQuestion& question, const PersonId& claimant) const {
  const double distance = index.faces().DistanceTo(claimant, face.vector);
  Decision decision =
      FaceDecision(Reason::kSecondFactorMismatch, DistanceText(distance, curve_.verify_threshold));
  if (std::isinf(distance)) decision.detail = "no face is enrolled for the claim";
  decision.person = claimant;
  if (!(distance < curve_.verify_threshold)) return decision;

  const PersonRights* person = index.FindPerson(claimant);
  if (person == nullptr) {
    decision.verdict.reason = Reason::kUnknownPerson;
    return decision;
  }
  return DecideFor(*person, index, question, std::move(decision));
}

Decision Matcher::Match(const Presentation& presentation, const CredentialIndex& index,
                        const AccessQuestion& question, SteadyTime now,
                        const std::optional<PersonId>& claimant) const {
  struct Visitor {
    const Matcher& matcher;
    const CredentialIndex& index;
    const AccessQuestion& question;
    SteadyTime now;
    const std::optional<PersonId>& claimant;

    Decision operator()(const CardPresented& card) { return MatchCard(card, index, question); }
    Decision operator()(const CodePresented& code) { return MatchCode(code, index, question); }
    Decision operator()(const PinEntered& pin) {
      return MatchPin(pin, matcher.box_, index, question);
    }
    Decision operator()(const FingerPresented& finger) {
      return MatchFinger(finger, index, question);
    }
    Decision operator()(const FacePresented& face) {
      if (!claimant) return matcher.MatchFace(face, index, question, now);
      if (auto refusal = RefusePicture(face)) return *std::move(refusal);
      if (auto late = RefuseLate(face, now)) return *std::move(late);
      return matcher.VerifyFace(face, index, question, *claimant);
    }
  };
  Decision decision = std::visit(Visitor{*this, index, question, now, claimant}, presentation.what);
  if (question.mode == DoorMode::kFree) {
    decision.verdict = {.granted = true, .reason = Reason::kFreeMode};
  }
  return decision;
}

}  // namespace doorward::inline identify
