#include "doorward/enrolment/face_agreement.hpp"

namespace doorward::inline enrolment {

bool FaceAgreement::Next(const FaceTemplate& face) {
  agreeing_ = agreeing_ > 0 && FaceDistance(last_, face) < distance_ ? agreeing_ + 1 : 1;
  last_ = face;
  return agreeing_ >= frames_;
}

}  // namespace doorward::inline enrolment
