// A module that matches fingers itself and answers with the slot of the finger it found.
//
// Thread-safety, blocking and errors: as in readers.hpp.

#pragma once

#include <optional>
#include <string_view>

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"

namespace doorward {

struct FingerMatch {
  std::optional<int> slot;  // nullopt: a finger that the module does not know.
  int score = 0;            // The module's own unit.
};

class FingerprintReader {
 public:
  virtual ~FingerprintReader() = default;

  // Waits up to `patience` for a finger and searches for it. nullopt if none came. A finger that
  // rests on the sensor is reported once.
  virtual Result<std::optional<FingerMatch>> WaitForFinger(Milliseconds patience) = 0;

  // Model family, as in FingerprintCredential::sensor.
  virtual std::string_view sensor() const = 0;
  virtual std::string_view name() const = 0;
};

}  // namespace doorward
