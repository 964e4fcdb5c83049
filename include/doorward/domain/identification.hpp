// Who somebody is, as far as what they showed tells: by what, who, how sure. No verdict: whether they may
// pass is the business of `rules`.

#pragma once

#include <optional>
#include <string>

#include "doorward/domain/credential.hpp"
#include "doorward/domain/factor_policy.hpp"
#include "doorward/domain/person.hpp"
#include "doorward/domain/reason.hpp"

namespace doorward::inline domain {

// Whether a card has proved to be the one that its number names.
enum class Proof { kNone, kGiven, kFailed };

struct Identification {
  Factor factor = Factor::kCard;
  std::optional<PersonRights> person = {};  // Nobody: nullopt.
  // Why it stands for nobody, or not for the person; such as kUnknownCredential, kWrongPin, kFaceQuality.
  // Without a doubt there is a person.
  std::optional<Reason> doubt = {};
  Proof proof = Proof::kNone;         // Of a card.
  std::string credential_value = {};  // For the record: never a PIN, never a vector.
  std::string detail = {};            // "distance 0.38, threshold 0.45"
};

Method MethodOf(Factor factor);  // The one of its name.

}  // namespace doorward::inline domain
