// Searching a gallery for the best and the second person, beside faiss's exact index in the same
// process, on one thread each.
//
//   bench_gallery --benchmark_format=json

#include <benchmark/benchmark.h>

#include <random>

#include "doorward/identify/face_gallery.hpp"
#include "fakes/face_numbers.hpp"

#ifdef DOORWARD_HAVE_FAISS
#include <faiss/IndexFlat.h>
#include <omp.h>
#endif

namespace doorward {
namespace {

// Vectors as a face model gives them: norm about 1.4, all in one cone (a mean that strangers share),
// strangers about 0.8 apart, pictures of one person about 0.35.
class Faces {
 public:
  explicit Faces(unsigned seed) : random_(seed) {
    std::mt19937 fixed(1);
    mean_ = Cloud(fixed, 1.25);
  }

  FaceNumbers Stranger() { return Around(mean_, 0.57); }
  FaceNumbers Again(const FaceNumbers& face) { return Around(face, 0.35); }

 private:
  static FaceNumbers Cloud(std::mt19937& random, double length) {
    std::normal_distribution<double> number(0, length / std::sqrt(128.0));
    FaceNumbers vector;
    for (float& value : vector) value = static_cast<float>(number(random));
    return vector;
  }

  FaceNumbers Around(const FaceNumbers& centre, double length) {
    FaceNumbers vector = Cloud(random_, length);
    for (std::size_t i = 0; i < vector.size(); ++i) vector[i] += centre[i];
    return vector;
  }

  std::mt19937 random_;
  FaceNumbers mean_{};
};

std::vector<FaceNumbers> Enrolled(std::int64_t count) {
  Faces faces(2);
  std::vector<FaceNumbers> enrolled;
  for (std::int64_t i = 0; i < count; ++i) enrolled.push_back(faces.Stranger());
  return enrolled;
}

// Half of those who come are enrolled, half are not.
std::vector<FaceTemplate> Queries(const std::vector<FaceNumbers>& enrolled) {
  Faces faces(3);
  std::vector<FaceTemplate> queries;
  for (std::size_t i = 0; i < 64; ++i) {
    queries.push_back(faces.Again(enrolled[i * 997 % enrolled.size()]));
    queries.push_back(faces.Stranger());
  }
  return queries;
}

std::vector<MatchEntry> Entries(const std::vector<FaceNumbers>& vectors) {
  std::vector<MatchEntry> entries;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    MatchEntry& entry = entries.emplace_back();
    entry.rights.id = PersonId("person-" + std::to_string(i));
    entry.faces = {vectors[i]};
  }
  return entries;
}

void DoorwardGallery(benchmark::State& state) {
  const auto enrolled = Enrolled(state.range(0));
  const auto queries = Queries(enrolled);
  const FaceGallery gallery = FaceGallery(FakeFaceModel()).With(Entries(enrolled));
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(gallery.Search(queries[next++ % queries.size()]));
  }
}
BENCHMARK(DoorwardGallery)->Arg(1000)->Arg(10'000)->Arg(50'000)->Unit(benchmark::kMicrosecond);

#ifdef DOORWARD_HAVE_FAISS
void FaissFlatL2(benchmark::State& state) {
  omp_set_num_threads(1);
  const auto enrolled = Enrolled(state.range(0));
  std::vector<std::vector<float>> queries;
  for (const FaceTemplate& query : Queries(enrolled)) queries.push_back(NumbersOf(query));
  faiss::IndexFlatL2 index(128);
  index.add(static_cast<faiss::Index::idx_t>(enrolled.size()), enrolled.front().data());
  std::size_t next = 0;
  for (auto _ : state) {
    float distances[2];
    faiss::Index::idx_t found[2];
    index.search(1, queries[next++ % queries.size()].data(), 2, distances, found);
    benchmark::DoNotOptimize(distances);
  }
}
BENCHMARK(FaissFlatL2)->Arg(1000)->Arg(10'000)->Arg(50'000)->Unit(benchmark::kMicrosecond);
#endif

// The next version of a gallery of 50,000 in which some people, spread all over it, have new faces.
void DoorwardGalleryChange(benchmark::State& state) {
  const auto entries = Entries(Enrolled(50'000));
  FaceGallery gallery = FaceGallery(FakeFaceModel()).With(entries);
  std::size_t next = 0;
  for (auto _ : state) {
    std::vector<MatchEntry> changed;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      changed.push_back(entries[(next += 7919) % entries.size()]);
    }
    gallery = gallery.With(changed);
  }
}
BENCHMARK(DoorwardGalleryChange)->Arg(1)->Arg(500)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace doorward
