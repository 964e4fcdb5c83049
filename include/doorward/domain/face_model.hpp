// What makes face templates, and what its numbers are like. Templates of different models cannot be compared.
//
// Like faces are near in Euclidean distance. A model that is compared by cosine gives vectors of length 1:
// their squared distance is 2 - 2 cos, so nearest is nearest.

#pragma once

#include <cstddef>
#include <string>

#include "doorward/domain/face_template.hpp"

namespace doorward::inline domain {

// Unless a manifest says otherwise, dlib's: a terminal without models keeps templates for that one.
struct FaceModel {
  std::string name = "dlib-resnet-v1";
  std::string sha256 = {};   // Of the model file.
  std::size_t length = 128;  // Numbers of a template.
  // Between these lies the norm of a template. dlib's measure 1.2 to 1.6. A zero or huge vector would be near to
  // everyone or poison a search.
  double least_norm = 0.5;
  double most_norm = 2.5;
};

// Ok if `face` can be the work of `model`: its name, its length, its norm, and all as in CheckFaceTemplate().
Status CheckFaceTemplate(const FaceTemplate& face, const FaceModel& model);

}  // namespace doorward::inline domain
