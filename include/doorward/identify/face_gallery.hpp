// The enrolled face vectors, searched exactly.
//
// Immutable: With…() give the next version, which shares all chunks that did not change.
// Distances are Euclidean, over 128 float32. NaN is never near.
//
// Thread-safety: const, any thread. Memory: about 0.7 KiB a vector.

#pragma once

#include <memory>
#include <span>
#include <vector>

#include "doorward/domain/credential_key.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline identify {

class FaceGallery {
 public:
  FaceGallery();

  // Replaces all vectors of each entry's person by the entry's (none: removes the person's).
  FaceGallery With(std::span<const MatchEntry> entries) const;
  FaceGallery Without(std::span<const PersonId> people) const;

  // The nearest person, and the nearest vector of anybody else. Exact; ties go to the smaller id.
  FaceMatch Search(const FaceVector& vector) const;

  // The distance to the nearest vector of `person`; infinity if they have none.
  float DistanceTo(const PersonId& person, const FaceVector& vector) const;

  std::size_t size() const;    // Vectors.
  std::size_t people() const;  // People with at least one; what the face threshold depends on.

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace doorward::inline identify
