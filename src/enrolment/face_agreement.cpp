#include "doorward/enrolment/face_agreement.hpp"

#include <cmath>

namespace doorward::inline enrolment {
namespace {

double Distance(const FaceVector& a, const FaceVector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - b[i];
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

}  // namespace

bool FaceAgreement::Next(const FaceVector& face) {
  agreeing_ = agreeing_ > 0 && Distance(last_, face) < distance_ ? agreeing_ + 1 : 1;
  last_ = face;
  return agreeing_ >= frames_;
}

}  // namespace doorward::inline enrolment
