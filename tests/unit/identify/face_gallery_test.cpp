#include "doorward/identify/face_gallery.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>

namespace doorward::face_gallery_test {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

using FaceVector = std::vector<float>;
using Enrolled = std::map<PersonId, std::vector<FaceVector>>;

// Takes every vector of that length that is made of numbers.
FaceGallery GalleryFor(std::size_t length = 128) {
  return FaceGallery({.name = "any", .length = length, .least_norm = 0, .most_norm = 1e30});
}

FaceTemplate Of(const FaceVector& vector) { return MakeFaceTemplate("any", vector); }

// The distance as the gallery defines it: double additions in the order of the numbers.
double Distance2(const FaceVector& a, const FaceVector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = double{a[i]} - double{b[i]};
    sum += difference * difference;
  }
  return sum;
}

// What Search() must give, by looking at everything. Ids come in order, so that `<` leaves a tie
// with the smaller.
FaceMatch BruteForce(const Enrolled& enrolled, const FaceVector& query) {
  FaceMatch match;
  double best = kInfinity;
  double second = kInfinity;
  for (const auto& [person, vectors] : enrolled) {
    double nearest = kInfinity;
    for (const FaceVector& vector : vectors) {
      if (Distance2(query, vector) < nearest) nearest = Distance2(query, vector);
    }
    if (nearest < best) {
      second = best;
      best = nearest;
      match.person = person;
    } else if (nearest < second) {
      second = nearest;
    }
  }
  if (best < kInfinity) match.distance = static_cast<float>(std::sqrt(best));
  if (second < kInfinity) match.second_distance = static_cast<float>(std::sqrt(second));
  return match;
}

void ExpectSame(const FaceMatch& found, const FaceMatch& expected) {
  RC_ASSERT(found.person.str() == expected.person.str());
  RC_ASSERT(found.distance == expected.distance);
  RC_ASSERT(found.second_distance == expected.second_distance);
}

MatchEntry EntryOf(const std::string& person, const std::vector<FaceVector>& faces) {
  MatchEntry entry;
  entry.rights.id = PersonId(person);
  for (const FaceVector& face : faces) entry.faces.push_back(Of(face));
  return entry;
}

FaceVector Axis(std::size_t axis, float norm = 1.4F, std::size_t length = 128) {
  FaceVector vector(length);
  vector[axis] = norm;
  return vector;
}

// How faces lie, in ways that could mislead a search.
enum class Layout { kSpread, kClustered, kDuplicates, kNearTies, kSparse, kWildSizes };

class Maker {
 public:
  Maker(Layout layout, unsigned seed, std::size_t length = 128)
      : layout_(layout), length_(length), random_(seed), centre_(Noise(1.25F)) {}

  FaceVector Next() {
    switch (layout_) {
      case Layout::kSpread: return Noise(1.4F);
      case Layout::kClustered: return Near(centre_, 0.3F);
      case Layout::kDuplicates: return Axis(random_() % 4, 1.4F, length_);
      case Layout::kNearTies: return Nudged(centre_);
      case Layout::kSparse:
        return Axis(random_() % length_, random_() % 2 == 0 ? 1.4F : -1.4F, length_);
      case Layout::kWildSizes:
        return Noise(std::ldexp(1.0F, static_cast<int>(random_() % 200) - 120));
    }
    return {};
  }

 private:
  FaceVector Noise(float norm) {
    std::normal_distribution<float> number(0, norm / std::sqrt(static_cast<float>(length_)));
    FaceVector vector(length_);
    for (float& value : vector) value = number(random_);
    return vector;
  }

  FaceVector Near(FaceVector vector, float distance) {
    const FaceVector noise = Noise(distance);
    for (std::size_t i = 0; i < vector.size(); ++i) vector[i] += noise[i];
    return vector;
  }

  // One step of the last bit, in one number: differs by less than any quantisation sees.
  FaceVector Nudged(FaceVector vector) {
    float& value = vector[random_() % vector.size()];
    value = std::nextafter(value, random_() % 2 == 0 ? 2.0F : -2.0F);
    return vector;
  }

  Layout layout_;
  std::size_t length_;
  std::mt19937 random_;
  FaceVector centre_;
};

Layout AnyLayout() {
  return *rc::gen::element(Layout::kSpread, Layout::kClustered, Layout::kDuplicates,
                           Layout::kNearTies, Layout::kSparse, Layout::kWildSizes);
}

// What models give, and what does not fill an instruction.
std::size_t AnyLength() { return *rc::gen::element<std::size_t>(128, 96, 512, 4, 130, 1024); }

std::string AnyPerson() { return "p" + std::to_string(*rc::gen::inRange(0, 120)); }

// One change of a gallery and, in the same way, of the plain map beside it.
FaceGallery Change(const FaceGallery& gallery, Enrolled& enrolled, Maker& maker) {
  if (*rc::gen::inRange(0, 3) == 0) {
    std::vector<PersonId> people;
    for (int i = *rc::gen::inRange(0, 40); i > 0; --i) people.emplace_back(AnyPerson());
    for (const PersonId& person : people) enrolled.erase(person);
    return gallery.Without(people);
  }
  std::vector<MatchEntry> entries;
  for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
    std::vector<FaceVector> faces;
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) faces.push_back(maker.Next());
    const std::string person = AnyPerson();
    enrolled.erase(PersonId(person));
    if (!faces.empty()) enrolled[PersonId(person)] = faces;
    entries.push_back(EntryOf(person, faces));
  }
  return gallery.With(entries);
}

void CheckAgainst(const FaceGallery& gallery, const Enrolled& enrolled, Maker& maker) {
  std::size_t vectors = 0;
  for (const auto& [person, faces] : enrolled) vectors += faces.size();
  RC_ASSERT(gallery.size() == vectors);
  RC_ASSERT(gallery.people() == enrolled.size());
  for (int i = 0; i < 5; ++i) {
    const FaceVector query = maker.Next();
    ExpectSame(gallery.Search(Of(query)), BruteForce(enrolled, query));
  }
  for (const auto& [person, faces] : enrolled) {
    ExpectSame(gallery.Search(Of(faces.front())), BruteForce(enrolled, faces.front()));
  }
}

// Whatever was added, replaced and removed before, the search is that of looking at everything.
RC_GTEST_PROP(FaceGallery, FindsWhatBruteForceFinds, ()) {
  const std::size_t length = AnyLength();
  Maker maker(AnyLayout(), *rc::gen::arbitrary<unsigned>(), length);
  FaceGallery gallery = GalleryFor(length);
  Enrolled enrolled;
  for (int changes = *rc::gen::inRange(1, 12); changes > 0; --changes) {
    const FaceGallery before = gallery;
    const Enrolled enrolled_before = enrolled;
    gallery = Change(gallery, enrolled, maker);
    CheckAgainst(before, enrolled_before, maker);  // The old version did not notice.
  }
  CheckAgainst(gallery, enrolled, maker);
}

RC_GTEST_PROP(FaceGallery, DistanceToIsThatOfThePersonsNearestVector, ()) {
  const std::size_t length = AnyLength();
  Maker maker(AnyLayout(), *rc::gen::arbitrary<unsigned>(), length);
  FaceGallery gallery = GalleryFor(length);
  Enrolled enrolled;
  gallery = Change(Change(gallery, enrolled, maker), enrolled, maker);
  const FaceVector query = maker.Next();
  for (int i = 0; i < 120; ++i) {
    const PersonId person("p" + std::to_string(i));
    const Enrolled alone{
        {person, enrolled.count(person) != 0 ? enrolled.at(person) : std::vector<FaceVector>{}}};
    const float expected = enrolled.count(person) != 0 ? BruteForce(alone, query).distance
                                                       : std::numeric_limits<float>::infinity();
    RC_ASSERT(gallery.DistanceTo(person, Of(query)) == expected);
  }
}

TEST(FaceGallery, AnEmptyOneFindsNobody) {
  const FaceMatch match = GalleryFor().Search(Of(Axis(0)));
  EXPECT_TRUE(match.person.empty());
  EXPECT_EQ(match.distance, FaceMatch{}.distance);
  EXPECT_EQ(GalleryFor().DistanceTo(PersonId("ann"), Of(Axis(0))),
            std::numeric_limits<float>::infinity());
}

// The margin is to the nearest other person, not to another photo of the same one.
TEST(FaceGallery, TheSecondIsSomebodyElse) {
  const std::vector<MatchEntry> entries{EntryOf("ann", {Axis(0), Axis(0, 1.39F), Axis(0, 1.38F)}),
                                        EntryOf("bob", {Axis(0, 1.0F)})};
  const FaceMatch match = GalleryFor().With(entries).Search(Of(Axis(0)));
  EXPECT_EQ(match.person, PersonId("ann"));
  EXPECT_EQ(match.distance, 0.0F);
  EXPECT_FLOAT_EQ(match.second_distance, 0.4F);
}

TEST(FaceGallery, ATieGoesToTheSmallerIdInWhateverOrderTheyCame) {
  const std::vector<MatchEntry> rising{EntryOf("ann", {Axis(3)}), EntryOf("bob", {Axis(3)})};
  const std::vector<MatchEntry> falling{EntryOf("bob", {Axis(3)}), EntryOf("ann", {Axis(3)})};
  for (const auto& entries : {rising, falling}) {
    const FaceMatch match = GalleryFor().With(entries).Search(Of(Axis(4)));
    EXPECT_EQ(match.person, PersonId("ann"));
    EXPECT_EQ(match.distance, match.second_distance);
  }
}

TEST(FaceGallery, NothingIsNearToAQueryThatIsNoNumber) {
  const FaceGallery gallery = GalleryFor().With(std::vector{EntryOf("ann", {Axis(0)})});
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float poison : {std::numeric_limits<float>::quiet_NaN(), infinity, -infinity}) {
    SCOPED_TRACE(poison);
    FaceVector query = Axis(0);
    query[77] = poison;
    EXPECT_TRUE(gallery.Search(Of(query)).person.empty());
    EXPECT_FALSE(gallery.DistanceTo(PersonId("ann"), Of(query)) < 100.0F);
  }
}

// The store refuses such vectors; should one come, it is near to nobody and hides nobody.
TEST(FaceGallery, AVectorThatIsNoNumberNeverMatches) {
  FaceVector poison = Axis(0);
  poison[1] = std::numeric_limits<float>::quiet_NaN();
  const FaceGallery gallery =
      GalleryFor().With(std::vector{EntryOf("mallory", {poison}), EntryOf("zoe", {Axis(0)})});
  const FaceMatch match = gallery.Search(Of(Axis(0)));
  EXPECT_EQ(match.person, PersonId("zoe"));
  EXPECT_EQ(match.second_distance, FaceMatch{}.second_distance);
}

// The terminal's model may have been another when they were enrolled.
TEST(FaceGallery, LeavesOutWhatItsModelDidNotMake) {
  const FaceVector half(64, 0.1F);
  MatchEntry entry = EntryOf("ann", {Axis(0), half});
  entry.faces.push_back(MakeFaceTemplate("other", Axis(1)));
  const FaceGallery gallery = GalleryFor().With(std::vector{entry});
  EXPECT_EQ(gallery.size(), 1U);
  EXPECT_EQ(gallery.Search(Of(Axis(1))).distance, static_cast<float>(std::sqrt(2 * 1.4 * 1.4)));
  for (const FaceTemplate& face : {Of(half), MakeFaceTemplate("other", Axis(0)), FaceTemplate()}) {
    EXPECT_TRUE(gallery.Search(face).person.empty());
    EXPECT_TRUE(std::isinf(gallery.DistanceTo(PersonId("ann"), face)));
  }
}

TEST(FaceGallery, LeavesOutWhatHasNotTheNormOfItsModel) {
  const FaceGallery gallery =
      FaceGallery({.name = "any", .length = 128})
          .With(std::vector{EntryOf("zero", {FaceVector(128)}), EntryOf("huge", {Axis(3, 1e9F)}),
                            EntryOf("ann", {Axis(0)})});
  EXPECT_EQ(gallery.people(), 1U);
}

// Enough for many blocks, and enough changes that each has been emptied and filled again.
TEST(FaceGallery, StaysExactWhileEverybodyIsReplaced) {
  std::mt19937 random(11);
  Maker maker(Layout::kClustered, 12);
  FaceGallery gallery = GalleryFor();
  Enrolled enrolled;
  for (int round = 0; round < 40; ++round) {
    std::vector<MatchEntry> entries;
    for (int i = 0; i < 400; ++i) {
      const std::string person = "p" + std::to_string(random() % 2000);
      enrolled[PersonId(person)] = {maker.Next()};
      entries.push_back(EntryOf(person, enrolled[PersonId(person)]));
    }
    std::vector<PersonId> leaving;
    leaving.reserve(100);
    for (int i = 0; i < 100; ++i) leaving.emplace_back("p" + std::to_string(random() % 2000));
    for (const PersonId& person : leaving) enrolled.erase(person);
    gallery = gallery.With(entries).Without(leaving);

    ASSERT_EQ(gallery.size(), enrolled.size());
    const FaceVector query = maker.Next();
    const FaceMatch found = gallery.Search(Of(query));
    const FaceMatch expected = BruteForce(enrolled, query);
    ASSERT_EQ(found.person, expected.person);
    ASSERT_EQ(found.distance, expected.distance);
    ASSERT_EQ(found.second_distance, expected.second_distance);
  }
  std::vector<PersonId> everybody;
  everybody.reserve(enrolled.size());
  for (const auto& [person, faces] : enrolled) everybody.push_back(person);
  EXPECT_EQ(gallery.Without(everybody).size(), 0U);
  EXPECT_TRUE(gallery.Without(everybody).Search(Of(maker.Next())).person.empty());
}

TEST(FaceGallery, TwoVersionsFromOneDoNotMix) {
  const FaceGallery base = GalleryFor().With(std::vector{EntryOf("ann", {Axis(0)})});
  const FaceGallery with_bob = base.With(std::vector{EntryOf("bob", {Axis(1)})});
  const FaceGallery with_eve = base.With(std::vector{EntryOf("eve", {Axis(2)})});
  EXPECT_EQ(with_bob.Search(Of(Axis(1))).person, PersonId("bob"));
  EXPECT_EQ(with_eve.Search(Of(Axis(2))).person, PersonId("eve"));
  EXPECT_EQ(base.size(), 1U);
}

TEST(FaceGallery, RemovingWhoIsNotThereChangesNothing) {
  const FaceGallery gallery = GalleryFor().With(std::vector{EntryOf("ann", {Axis(0)})});
  const FaceGallery same = gallery.Without(std::vector{PersonId("bob"), PersonId("")});
  EXPECT_EQ(same.people(), 1U);
  EXPECT_EQ(same.Search(Of(Axis(0))).person, PersonId("ann"));
}

}  // namespace doorward::face_gallery_test
