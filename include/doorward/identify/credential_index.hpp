// Everything the access thread needs to know of people, in memory, immutable: a version is built from
// the one before by whoever applied a command, and swapped in (core/published.hpp). Versions share
// what they have in common, so that 500 changes to 50,000 people cost about 500.
//
// Thread-safety: const, any thread.

#pragma once

#include <memory>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "doorward/core/persistent_map.hpp"
#include "doorward/core/published.hpp"
#include "doorward/domain/access_policy.hpp"
#include "doorward/domain/credential_key.hpp"
#include "doorward/identify/face_gallery.hpp"

namespace doorward::inline identify {

class CredentialIndex {
 public:
  // Its gallery is for faces of `model`.
  CredentialIndex(RightsBook book, FaceModel model);

  // The person that `key` belongs to; null if nobody's. Pointers live as long as this version.
  const PersonRights* FindByKey(const CredentialKey& key) const;
  const PersonRights* FindPerson(const PersonId& id) const;

  // The keys of all templates for `sensor`. Goes over every key: a few milliseconds.
  std::set<CredentialKey> TemplatesOf(std::string_view sensor) const;

  const FaceGallery& faces() const { return faces_; }
  // Whether they have a face of any model, also one that is not searched.
  bool HasFace(const PersonId& id) const;
  // How many have faces of which none is searched: another model made them, and they match nobody.
  std::size_t people_of_other_models() const { return people_with_faces_ - faces_.people(); }
  const RightsBook& rights() const { return *rights_; }
  std::size_t people() const { return people_.size(); }

  // The next versions. An entry replaces all that was held of its person; a key that two people
  // claim belongs to the later one. Entries of one batch may swap keys.
  std::shared_ptr<const CredentialIndex> WithPeople(std::span<const MatchEntry> entries) const;
  std::shared_ptr<const CredentialIndex> WithoutPeople(std::span<const PersonId> ids) const;
  std::shared_ptr<const CredentialIndex> WithoutAnyone() const;
  std::shared_ptr<const CredentialIndex> WithRights(RightsBook book) const;

 private:
  struct Held {
    PersonRights rights;
    std::vector<CredentialKey> keys;
    bool has_face = false;
  };

  // Forgets the person and those of their keys that nobody else has taken over. Faces stay.
  void Forget(const PersonId& id);

  PersistentMap<PersonId, std::shared_ptr<const Held>> people_;
  PersistentMap<CredentialKey, std::shared_ptr<const Held>> by_key_;
  std::size_t people_with_faces_ = 0;
  FaceGallery faces_;
  std::shared_ptr<const RightsBook> rights_;
};

using CurrentIndex = Published<CredentialIndex>;

}  // namespace doorward::inline identify
