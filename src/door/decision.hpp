// What became of something that was shown, as its record tells it.

#pragma once

#include <string>

#include "doorward/rules/judge.hpp"

namespace doorward::inline door {

struct Decision {
  Verdict verdict;
  Method method = Method::kCard;
  PersonId person;  // Empty: not known, or not told.
  std::optional<CredentialType> credential_type;
  std::string credential_value;  // Never a PIN, never a vector.
  std::string detail;
};

inline Decision DecisionOf(Identification who, const Judgement& judgement) {
  return {.verdict = judgement.verdict,
          .method = MethodOf(who.factor),
          .person = judgement.person,
          .credential_type = who.factor,
          .credential_value = std::move(who.credential_value),
          .detail = std::move(who.detail)};
}

}  // namespace doorward::inline door
