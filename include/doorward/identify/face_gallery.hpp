// The enrolled faces of one model, searched exactly.
//
// Immutable: With…() give the next version, which shares all chunks that did not change.
// Distances are Euclidean. A template that cannot be its model's (CheckFaceTemplate) is left out, and is near to
// nobody.
//
// Thread-safety: const, any thread. Memory: about 5 bytes a number, so 0.7 KiB a vector of 128.

#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "doorward/domain/credential_key.hpp"
#include "doorward/domain/face_model.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline identify {

class FaceGallery {
 public:
  explicit FaceGallery(FaceModel model);

  const FaceModel& model() const;

  // Replaces all faces of each entry's person by the entry's (none: removes the person's).
  FaceGallery With(std::span<const MatchEntry> entries) const;
  FaceGallery Without(std::span<const PersonId> people) const;

  // The nearest person, and the nearest vector of anybody else. Exact; ties go to the smaller id.
  FaceMatch Search(const FaceTemplate& face) const;

  // The distance to the nearest vector of `person`; infinity if they have none.
  float DistanceTo(const PersonId& person, const FaceTemplate& face) const;

  std::size_t size() const;    // Faces.
  std::size_t people() const;  // People with at least one; what the face threshold depends on.

 private:
  struct Impl;
  explicit FaceGallery(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

  std::shared_ptr<const Impl> impl_;
};

}  // namespace doorward::inline identify
