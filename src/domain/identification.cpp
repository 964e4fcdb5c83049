#include "doorward/domain/identification.hpp"

#include "doorward/core/check.hpp"

namespace doorward::inline domain {

Method MethodOf(Factor factor) {
  switch (factor) {
    case Factor::kCard: return Method::kCard;
    case Factor::kFace: return Method::kFace;
    case Factor::kFingerprint: return Method::kFingerprint;
    case Factor::kQr: return Method::kQr;
    case Factor::kPin: return Method::kPin;
  }
  DW_UNREACHABLE();
}

CredentialType CredentialTypeOf(Factor factor) {
  switch (factor) {
    case Factor::kCard: return CredentialType::kCard;
    case Factor::kFace: return CredentialType::kFace;
    case Factor::kFingerprint: return CredentialType::kFingerprint;
    case Factor::kQr: return CredentialType::kQr;
    case Factor::kPin: return CredentialType::kPin;
  }
  DW_UNREACHABLE();
}

}  // namespace doorward::inline domain
