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

// Looks `key` up. `who` says what was presented, and why it is nobody's if it is.
Identification Known(const CredentialKey& key, const CredentialIndex& index, Identification who) {
  const PersonRights* person = index.FindByKey(key);
  if (person == nullptr) return who;
  who.person = *person;
  who.doubt = std::nullopt;
  return who;
}

Proof ProofOf(CardProof proof) {
  switch (proof) {
    case CardProof::kNone: return Proof::kNone;
    case CardProof::kAuthenticated: return Proof::kGiven;
    case CardProof::kFailed: return Proof::kFailed;
  }
  DW_UNREACHABLE();
}

Identification IdentifyCard(const CardPresented& card, const CredentialIndex& index) {
  // A card that failed to prove itself is still looked up: the refusal then says whose card was copied.
  Identification who{.factor = Factor::kCard,
                     .doubt = Reason::kUnknownCredential,
                     .proof = ProofOf(card.proof),
                     .credential_value = SanitizeText(ToHex(card.uid), kMaxRecordText)};
  // Whoever enrolled it, before it was refused.
  if (CheckForPassage(card)) who = Known(KeyOfCard(card.uid), index, std::move(who));
  if (const Status number = CheckForEnrolment(card); !who.person && !number) {
    who.detail = number.error().message;
  }
  return who;
}

Identification IdentifyCode(const CodePresented& code, const CredentialIndex& index) {
  const std::string text = CanonicalCode(code.text);
  Identification who{.factor = code.type,
                     .doubt = Reason::kUnknownCredential,
                     .credential_value = SanitizeText(text, kMaxRecordText)};
  if (text.size() > kMaxCodeBytes) return who;  // Nobody can have been given it.
  return Known({code.type, text}, index, std::move(who));
}

Identification IdentifyFinger(const FingerPresented& finger, const CredentialIndex& index) {
  Identification who{.factor = Factor::kFingerprint, .doubt = Reason::kUnknownCredential};
  if (!finger.key) return who;
  who.credential_value = finger.key->value;  // A slot, or a keyed digest.
  return Known(*finger.key, index, std::move(who));
}

Identification Doubted(Reason doubt, std::string detail) {
  return {.factor = Factor::kFace, .doubt = doubt, .detail = std::move(detail)};
}

std::string DistanceText(double distance, double threshold) {
  return fmt::format("distance {:.2f}, threshold {:.2f}", distance, threshold);
}

// Why this picture of a face tells nothing; nullopt if it is good. That of a spoof names nobody: whose photo
// is held up had no part in it.
std::optional<Identification> RefusePicture(const FacePresented& face) {
  if (!face.good_quality) {
    return Doubted(Reason::kFaceQuality, "too small, blurred or turned away");
  }
  switch (face.liveness) {
    case LivenessVerdict::kLive: return std::nullopt;
    case LivenessVerdict::kSpoof: return Doubted(Reason::kLivenessFailed, "a picture or a mask");
    case LivenessVerdict::kUndecided:
      return Doubted(Reason::kLivenessFailed, "not known in time to be alive");
  }
  DW_UNREACHABLE();
}

// Why it lets nobody in any more; a picture from the future is as little worth as an old one. A stranger is
// one at any age: what a busy processor took to look changes nothing of that.
std::optional<Identification> RefuseLate(const FacePresented& face, SteadyTime now) {
  const auto age = now - face.captured_at;
  if (age <= Matcher::kMaxFaceAge && age >= SteadyTime::duration::zero()) return std::nullopt;
  const auto age_ms = std::chrono::duration_cast<Milliseconds>(age).count();
  return Doubted(Reason::kFaceQuality, fmt::format("frame is {} ms old", age_ms));
}

}  // namespace

Matcher::Matcher(const SecretBox& box, FalseMatchCurve curve, FaceConfig face)
    : box_(box), curve_(std::move(curve)), face_(face) {}

FaceThreshold Matcher::ThresholdFor(const CredentialIndex& index) const {
  return DeriveFaceThreshold(curve_, index.faces().people(), face_.false_accept_rate);
}

// The margin is against look-alikes: relatives are nearer to each other than strangers, whom the curve is about.
bool Matcher::Recognises(const FaceMatch& match, const FaceThreshold& threshold) const {
  return !match.person.empty() && match.distance < threshold.distance &&
         match.second_distance - match.distance >= face_.margin;
}

// Which of all people it is. A poor picture tells nothing of anybody, so that doubt comes first; lateness is asked of
// known people alone, so it comes after the search.
Identification Matcher::IdentifyFace(const FacePresented& face, const CredentialIndex& index,
                                     SteadyTime now) const {
  if (auto refusal = RefusePicture(face)) return *std::move(refusal);
  const FaceThreshold threshold = ThresholdFor(index);
  if (threshold.mode == FaceMode::kClaimFirst) {
    return Doubted(Reason::kSecondFactorMissing,
                   fmt::format("{} people have faces: a card, code or PIN must come first",
                               index.faces().people()));
  }
  if (face.match.person.empty()) {
    return Doubted(Reason::kUnknownPerson, "nobody's face is enrolled");
  }

  // The vision thread has searched already, beside the door's thread, since a search takes milliseconds.
  // The search may be older than the index: their face may have been replaced, or they be gone.
  FaceMatch match = face.match;
  match.distance = index.faces().DistanceTo(match.person, face.face);
  std::string detail = DistanceText(match.distance, threshold.distance);
  const PersonRights* person = index.FindPerson(match.person);
  if (person == nullptr || !(match.distance < threshold.distance)) {
    return Doubted(Reason::kUnknownPerson, std::move(detail));
  }
  if (auto late = RefuseLate(face, now)) return *std::move(late);
  if (!Recognises(match, threshold)) {
    return Doubted(Reason::kAmbiguousFace,
                   fmt::format("{}, next {:.2f}", detail, match.second_distance));
  }
  return {.factor = Factor::kFace, .person = *person, .detail = std::move(detail)};
}

// Whether it is the claimant. The threshold is the curve's for one comparison, whatever the size of the gallery; the
// margin has no say, since a twin in the gallery takes nothing from a claim that a card has made.
Identification Matcher::VerifyFace(const FacePresented& face, const CredentialIndex& index,
                                   SteadyTime now, const PersonId& claimant) const {
  if (auto refusal = RefusePicture(face)) return *std::move(refusal);
  if (auto late = RefuseLate(face, now)) return *std::move(late);
  // Infinite without a face, and not a number for a broken vector: `!(a < b)` refuses both.
  const double distance = index.faces().DistanceTo(claimant, face.face);
  Identification who{.factor = Factor::kFace,
                     .person = PersonRights{.id = claimant},
                     .detail = DistanceText(distance, curve_.verify_threshold)};
  if (std::isinf(distance)) who.detail = "no face is enrolled for the claim";
  if (!(distance < curve_.verify_threshold)) {
    who.doubt = Reason::kSecondFactorMismatch;
  } else if (const PersonRights* person = index.FindPerson(claimant)) {
    who.person = *person;
  } else {
    who.doubt = Reason::kUnknownPerson;
  }
  return who;
}

Identification Matcher::Identify(const Presentation& presentation, const CredentialIndex& index,
                                 SteadyTime now, const std::optional<PersonId>& claimant) const {
  struct Visitor {
    const Matcher& matcher;
    const CredentialIndex& index;
    SteadyTime now;
    const std::optional<PersonId>& claimant;

    Identification operator()(const CardPresented& card) { return IdentifyCard(card, index); }
    Identification operator()(const CodePresented& code) { return IdentifyCode(code, index); }
    Identification operator()(const PinEntered& pin) {
      return Known(KeyOfPin(matcher.box_, pin.digits), index,
                   {.factor = Factor::kPin, .doubt = Reason::kWrongPin});
    }
    Identification operator()(const FingerPresented& finger) {
      return IdentifyFinger(finger, index);
    }
    Identification operator()(const FacePresented& face) {
      return claimant ? matcher.VerifyFace(face, index, now, *claimant)
                      : matcher.IdentifyFace(face, index, now);
    }
  };
  return std::visit(Visitor{*this, index, now, claimant}, presentation.what);
}

}  // namespace doorward::inline identify
