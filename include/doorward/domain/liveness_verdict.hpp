// What is known of a face: whether it is that of somebody who stands there, or a picture or mask of one.
// Presentation attack detection, ISO/IEC 30107.

#pragma once

namespace doorward::inline domain {

enum class LivenessVerdict {
  kUndecided,
  kLive,
  kSpoof,
};

}  // namespace doorward::inline domain
