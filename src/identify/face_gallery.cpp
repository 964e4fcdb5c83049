#include "doorward/identify/face_gallery.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "identify/face_block.hpp"

namespace doorward::inline identify {

struct FaceGallery::Impl {
  std::shared_ptr<const FaceModel> model;
  std::shared_ptr<const FaceBlocks> blocks;
};

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The distance that counts. One fixed order of additions, so that it is the same everywhere.
double SquaredDistance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return sum;
}

// The nearest vector of one person. NaN is less than nothing and so never gets in.
struct Nearest {
  const PersonId* person = nullptr;
  double distance2 = kInfinity;

  bool IsBeatenBy(const Nearest& other) const {
    if (other.distance2 < distance2) return true;
    return person != nullptr && other.distance2 == distance2 && *other.person < *person;
  }
};

// The nearest two people seen so far.
struct NearestTwo {
  Nearest first;
  Nearest second;  // Always of somebody else than `first`.

  void Offer(const Nearest& candidate) {
    const bool is_first = first.person != nullptr && *candidate.person == *first.person;
    if (first.IsBeatenBy(candidate)) {
      if (!is_first) second = first;
      first = candidate;
    } else if (!is_first && second.IsBeatenBy(candidate)) {
      second = candidate;
    }
  }
};

float ToDistance(double distance2) { return static_cast<float>(std::sqrt(distance2)); }

}  // namespace

FaceGallery::FaceGallery(FaceModel model) {
  auto blocks = std::make_shared<const FaceBlocks>(model.length);
  impl_ = std::make_shared<const Impl>(
      Impl{std::make_shared<const FaceModel>(std::move(model)), std::move(blocks)});
}

FaceGallery FaceGallery::With(std::span<const MatchEntry> entries) const {
  FaceBlocksEdit edit(*impl_->blocks);
  for (const MatchEntry& entry : entries) {
    edit.Remove(entry.rights.id);
    std::vector<std::vector<float>> faces;
    for (const FaceTemplate& face : entry.faces) {
      if (CheckFaceTemplate(face, model())) faces.push_back(NumbersOf(face));
    }
    edit.Add(entry.rights.id, faces);
  }
  return FaceGallery(std::make_shared<const Impl>(Impl{impl_->model, edit.Finish()}));
}

FaceGallery FaceGallery::Without(std::span<const PersonId> people) const {
  FaceBlocksEdit edit(*impl_->blocks);
  for (const PersonId& person : people) edit.Remove(person);
  return FaceGallery(std::make_shared<const Impl>(Impl{impl_->model, edit.Finish()}));
}

FaceMatch FaceGallery::Search(const FaceTemplate& face) const {
  if (!CheckFaceTemplate(face, model())) return {};
  const std::vector<float> vector = NumbersOf(face);
  const CodedFace query = EncodeFace(vector);
  const std::size_t length = impl_->blocks->length;
  NearestTwo nearest;
  const std::span<const FaceBlocks::Held> blocks = impl_->blocks->held;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const FaceBlocks::Held& held = blocks[i];
    // Where its codes are would otherwise be waited for, block by block.
    if (i + 1 < blocks.size()) __builtin_prefetch(blocks[i + 1].block.get());
    if (held.live == 0) continue;
    const FaceBlock& block = *held.block;
    const std::span<const float> numbers = block.numbers;
    const double limit = std::sqrt(nearest.second.distance2);
    std::uint64_t mask = held.live & PossiblyWithin(query, block.coded, limit);
    for (; mask != 0; mask &= mask - 1) {
      const auto at = static_cast<std::size_t>(std::countr_zero(mask));
      nearest.Offer(
          {&block.people[at], SquaredDistance(vector, numbers.subspan(at * length, length))});
    }
  }
  FaceMatch match;
  if (nearest.first.person != nullptr) {
    match.person = *nearest.first.person;
    match.distance = ToDistance(nearest.first.distance2);
  }
  if (nearest.second.person != nullptr)
    match.second_distance = ToDistance(nearest.second.distance2);
  return match;
}

float FaceGallery::DistanceTo(const PersonId& person, const FaceTemplate& face) const {
  double distance2 = kInfinity;
  if (!CheckFaceTemplate(face, model())) return ToDistance(distance2);
  const std::vector<float> vector = NumbersOf(face);
  ForEachFaceOf(*impl_->blocks, person, [&](std::uint32_t place) {
    const double candidate = SquaredDistance(vector, impl_->blocks->VectorAt(place));
    if (candidate < distance2) distance2 = candidate;
  });
  return ToDistance(distance2);
}

const FaceModel& FaceGallery::model() const { return *impl_->model; }
std::size_t FaceGallery::size() const { return impl_->blocks->vectors; }
std::size_t FaceGallery::people() const { return impl_->blocks->people; }

}  // namespace doorward::inline identify
