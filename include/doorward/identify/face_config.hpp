// How sure a face must be.

#pragma once

namespace doorward::inline identify {

struct FaceConfig {
  double false_accept_rate =
      0.003;                      // Of one presented stranger, over the whole gallery; 1e-6 to 0.1.
  double margin = 0.06;           // The second-best person must be farther by this; 0 to 0.5.
  int frames = 3;                 // That must agree in a row; 1 to 10.
  int min_face_px = 80;           // 40 to 400.
  double min_sharpness = 20;      // See FaceQuality.
  bool refuse_duplicates = true;  // One face for two people is refused at enrolment.
};

}  // namespace doorward::inline identify
