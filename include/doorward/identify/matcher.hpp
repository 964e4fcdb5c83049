// Finds whom a presentation belongs to and decides whether they may pass: the local matcher. No disk,
// no network, no device; milliseconds for any number of people.
//
// Thread-safety: const, any thread. Copies share nothing but the box.

#pragma once

#include <string>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/face_threshold.hpp"
#include "doorward/identify/credential_index.hpp"
#include "doorward/identify/face_config.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline identify {

// What the matcher made of a presentation. All but `person` also go into the record.
struct Decision {
  Verdict verdict;
  Method method = Method::kCard;
  PersonId person;  // Empty: not known.
  std::optional<CredentialType> credential_type;
  std::string credential_value;  // For the record: never a PIN, never a vector.
  std::string detail;            // "distance 0.38, threshold 0.45"
};

class Matcher {
 public:
  // `box` outlives the matcher.
  Matcher(const SecretBox& box, FalseMatchCurve curve, FaceConfig face);

  // Local identification and rights. `claimant` is set when a person has already claimed to be
  // someone at this door: a face is then compared 1:1 with that person's vectors alone, at the
  // curve's verify threshold (kSecondFactorMismatch if it is not theirs).
  // Faces older than 1 s at `now` are kFaceQuality, whatever they look like. A face that was found in
  // an older gallery must still match its person in `index`.
  // A card that was asked to prove itself and did not, or one that did not at a door that demands it, is
  // kCardNotAuthenticated if it is anybody's, whatever their rights.
  // At a free door everybody passes (kFreeMode), known or not.
  Decision Match(const Presentation& presentation, const CredentialIndex& index,
                 const AccessQuestion& question, SteadyTime now,
                 const std::optional<PersonId>& claimant = std::nullopt) const;

  FaceThreshold ThresholdFor(const CredentialIndex& index) const;

  // Whether a search result stands at `threshold`: near enough, and clearly nearer than anybody else.
  bool Recognises(const FaceMatch& match, const FaceThreshold& threshold) const;

  static constexpr Milliseconds kMaxFaceAge{1'000};

 private:
  Decision MatchFace(const FacePresented& face, const CredentialIndex& index,
                     const AccessQuestion& question, SteadyTime now) const;
  Decision VerifyFace(const FacePresented& face, const CredentialIndex& index,
                      const AccessQuestion& question, const PersonId& claimant) const;

  const SecretBox& box_;
  const FalseMatchCurve curve_;
  const FaceConfig face_;
};

}  // namespace doorward::inline identify
