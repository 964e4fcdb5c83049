// Finds whom a presentation belongs to: the local matcher. No disk, no network, no device; milliseconds for any
// number of people. Whether they may pass is another question: rules/judge.hpp.
//
// Thread-safety: const, any thread. Copies share nothing but the box.

#pragma once

#include <string>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/face_threshold.hpp"
#include "doorward/domain/identification.hpp"
#include "doorward/identify/credential_index.hpp"
#include "doorward/identify/face_config.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline identify {

class Matcher {
 public:
  // `box` outlives the matcher.
  Matcher(const SecretBox& box, FalseMatchCurve curve, FaceConfig face);

  // Who it is, by `index`. `claimant` is set when a person has already claimed to be someone at this door: a
  // face is then compared 1:1 with that person's vectors alone, at the curve's verify threshold (the doubt
  // kSecondFactorMismatch if it is not theirs; the person is still the claimant).
  // Faces older than 1 s at `now` are kFaceQuality, but for a stranger's; those not known to be live are
  // kLivenessFailed, whosever. A face that was found in
  // an older gallery must still match its person in `index`.
  Identification Identify(const Presentation& presentation, const CredentialIndex& index,
                          SteadyTime now,
                          const std::optional<PersonId>& claimant = std::nullopt) const;

  FaceThreshold ThresholdFor(const CredentialIndex& index) const;

  // Whether a search result stands at `threshold`: near enough, and clearly nearer than anybody else.
  bool Recognises(const FaceMatch& match, const FaceThreshold& threshold) const;

  // How near two faces of one person are, when nobody else comes into question.
  double verify_threshold() const { return curve_.verify_threshold; }

  static constexpr Milliseconds kMaxFaceAge{1'000};

 private:
  Identification IdentifyFace(const FacePresented& face, const CredentialIndex& index,
                              SteadyTime now) const;
  Identification VerifyFace(const FacePresented& face, const CredentialIndex& index, SteadyTime now,
                            const PersonId& claimant) const;

  const SecretBox& box_;
  const FalseMatchCurve curve_;
  const FaceConfig face_;
};

}  // namespace doorward::inline identify
