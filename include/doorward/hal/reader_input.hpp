// What of a reader can be active, and can so be stuck. How long makes sense is not the driver's to say.

#pragma once

#include <array>
#include <set>

namespace doorward::inline hal {

enum class ReaderInput {
  kD0,  // Pulled, as for a pulse: the data lines of Wiegand.
  kD1,
  kKey,     // Some key is down. Which one is nobody's business: it may be of a PIN.
  kCard,    // A card is in the field.
  kFinger,  // Something lies on the sensor.
};

inline constexpr std::array kAllReaderInputs = {ReaderInput::kD0, ReaderInput::kD1,
                                                ReaderInput::kKey, ReaderInput::kCard,
                                                ReaderInput::kFinger};

using ReaderInputs = std::set<ReaderInput>;

}  // namespace doorward::inline hal
