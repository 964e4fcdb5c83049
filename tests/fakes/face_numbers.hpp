// The numbers of a face as tests write them, and the model that they stand for: a template of FakeFaceModel()
// wherever one is wanted.

#pragma once

#include <array>
#include <string>

#include "doorward/domain/face_model.hpp"

namespace doorward {

inline FaceModel FakeFaceModel() { return {.name = "fake", .sha256 = std::string(64, '0')}; }

struct FaceNumbers : std::array<float, 128> {
  FaceTemplate Of(std::string_view model) const { return MakeFaceTemplate(model, *this); }
  operator FaceTemplate() const { return Of("fake"); }
};

}  // namespace doorward
