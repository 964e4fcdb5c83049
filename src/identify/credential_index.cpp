#include "doorward/identify/credential_index.hpp"

#include <utility>

namespace doorward::inline identify {

CredentialIndex::CredentialIndex(RightsBook book, FaceModel model)
    : faces_(std::move(model)), rights_(std::make_shared<const RightsBook>(std::move(book))) {}

const PersonRights* CredentialIndex::FindByKey(const CredentialKey& key) const {
  const auto* held = by_key_.Find(key);
  return held == nullptr ? nullptr : &(*held)->rights;
}

const PersonRights* CredentialIndex::FindPerson(const PersonId& id) const {
  const auto* held = people_.Find(id);
  return held == nullptr ? nullptr : &(*held)->rights;
}

bool CredentialIndex::HasFace(const PersonId& id) const {
  const auto* held = people_.Find(id);
  return held != nullptr && (*held)->has_face;
}

std::set<CredentialKey> CredentialIndex::TemplatesOf(std::string_view sensor) const {
  std::set<CredentialKey> keys;
  by_key_.ForEach([&](const CredentialKey& key, const auto&) {
    if (IsTemplateOf(sensor, key)) keys.insert(key);
  });
  return keys;
}

void CredentialIndex::Forget(const PersonId& id) {
  const auto* found = people_.Find(id);
  if (found == nullptr) return;
  const std::shared_ptr<const Held> held = *found;  // Outlives its entry.
  for (const CredentialKey& key : held->keys) {
    const PersonRights* owner = FindByKey(key);
    if (owner != nullptr && owner->id == id) by_key_.Erase(key);
  }
  if (held->has_face) --people_with_faces_;
  people_.Erase(id);
}

std::shared_ptr<const CredentialIndex> CredentialIndex::WithPeople(
    std::span<const MatchEntry> entries) const {
  auto next = std::make_shared<CredentialIndex>(*this);
  // All old keys go before any new one comes: two people may swap a card.
  for (const MatchEntry& entry : entries) next->Forget(entry.rights.id);
  for (const MatchEntry& entry : entries) {
    next->Forget(entry.rights.id);  // Of an earlier entry for the same person in this batch.
    const auto held =
        std::make_shared<const Held>(Held{entry.rights, entry.keys, !entry.faces.empty()});
    next->people_.Put(entry.rights.id, held);
    if (held->has_face) ++next->people_with_faces_;
    for (const CredentialKey& key : entry.keys) next->by_key_.Put(key, held);
  }
  next->faces_ = faces_.With(entries);
  return next;
}

std::shared_ptr<const CredentialIndex> CredentialIndex::WithoutPeople(
    std::span<const PersonId> ids) const {
  auto next = std::make_shared<CredentialIndex>(*this);
  for (const PersonId& id : ids) next->Forget(id);
  next->faces_ = faces_.Without(ids);
  return next;
}

std::shared_ptr<const CredentialIndex> CredentialIndex::WithoutAnyone() const {
  auto next = std::make_shared<CredentialIndex>(*this);
  next->people_ = {};
  next->by_key_ = {};
  next->people_with_faces_ = 0;
  next->faces_ = FaceGallery(faces_.model());
  return next;
}

std::shared_ptr<const CredentialIndex> CredentialIndex::WithRights(RightsBook book) const {
  auto next = std::make_shared<CredentialIndex>(*this);
  next->rights_ = std::make_shared<const RightsBook>(std::move(book));
  return next;
}

}  // namespace doorward::inline identify
