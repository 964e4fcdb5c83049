// Whether several frames in a row show the same face: an enrolment must not take one of two people who
// pass each other, nor a single bad frame. Pure.

#pragma once

#include <optional>

#include "doorward/domain/face_template.hpp"

namespace doorward::inline enrolment {

class FaceAgreement {
 public:
  // `frames` in a row whose vectors are each nearer than `distance` to the one before.
  FaceAgreement(int frames, double distance) : frames_(frames), distance_(distance) {}

  // Takes the next good frame. True once enough agree.
  bool Next(const FaceTemplate& face);
  void Restart() { agreeing_ = 0; }

 private:
  int frames_;
  double distance_;
  int agreeing_ = 0;
  FaceTemplate last_;
};

}  // namespace doorward::inline enrolment
