// What a reader saw, on its way to the access thread.

#pragma once

#include <optional>
#include <string>
#include <variant>

#include "doorward/core/bytes.hpp"
#include "doorward/core/id.hpp"
#include "doorward/core/time.hpp"
#include "doorward/domain/credential_key.hpp"
#include "doorward/domain/liveness_verdict.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline identify {

struct CardPresented {
  Bytes uid;
  CardProof proof = CardProof::kNone;
  CardNumberKind kind = CardNumberKind::kUnknown;
};

struct CodePresented {
  std::string text;                           // As decoded: any bytes, up to 7,089.
  CredentialType type = CredentialType::kQr;  // One that is read as a code.
};

struct PinEntered {
  std::string digits;  // Up to 16; a wrong length is a wrong PIN.
};

struct FingerPresented {
  std::optional<CredentialKey> key;  // nullopt: a finger the module does not know.
};

// Nearest people in the gallery, as of the index that was searched.
struct FaceMatch {
  PersonId person;               // Empty: the gallery is empty.
  float distance = 4.0F;         // To the nearest vector of that person.
  float second_distance = 4.0F;  // To the nearest vector of anybody else.
};

// A face on which several frames agreed.
struct FacePresented {
  FaceTemplate face;  // Of the last of them; for 1:1 verification of a claim.
  FaceMatch match;
  bool good_quality = true;  // False: large or sharp enough frames never came.
  // kUndecided: for too long. A camera that does not look for it takes every face for live.
  LivenessVerdict liveness = LivenessVerdict::kLive;
  SteadyTime captured_at{};  // Of the last frame.
  Bytes jpeg;                // Of the last frame, for the record.
};

struct Presentation {
  ReaderId reader;
  SteadyTime at{};  // When the reader saw it.
  std::variant<CardPresented, CodePresented, PinEntered, FingerPresented, FacePresented> what;
};

}  // namespace doorward::inline identify
