// Makes a fingerprint module hold the templates of people.db, one change at a time, and knows whose
// finger is in which slot.
//
// A slot must never stand for the wrong person, whenever power fails, on either side. So a slot's row in
// people.db goes (durably) before the slot changes and comes after, and all rows belong to the module
// whose mark is in people.db: of a module with another mark, or none, nothing is believed; it is
// cleared and filled anew. The mark is read again whenever something is to be believed: a match, or that a
// template was stored. A slot that matches and has no row is an unknown finger.
//
// What the module should hold follows the current index: whoever is deleted stops opening at once,
// because nobody has the key that their slot stands for, and leaves the module soon.
//
// Thread-safety: none; the module's worker owns it.
// Blocking: Step() makes one change of the module (2 s), or looks at it when it is new (some 6 s).
// Errors: Step() fails only if the module is gone. All else is tried again. What keeps the module from
//   holding all that it should is told to the health, as part "templates:<reader>".

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "doorward/core/backoff.hpp"
#include "doorward/core/clock.hpp"
#include "doorward/core/health.hpp"
#include "doorward/hal/fingerprint_reader.hpp"
#include "doorward/identify/credential_index.hpp"
#include "doorward/storage/people_database.hpp"

namespace doorward::inline readers {

class TemplateKeeper {
 public:
  struct Parts {
    ReaderId reader;
    FingerprintReader& module;  // REQUIRES: it has templates().
    PeopleDatabase& people;
    const CurrentIndex& index;
    Health& health;
    const Clock& clock;
  };

  explicit TemplateKeeper(Parts parts);

  // Does the next thing there is to do. Returns whether there is more to do now.
  Result<bool> Step();

  // What a finger that was found in `slot` just now is looked up by; nullopt: whose it is is not known.
  // Makes sure that it is still the same module: on a serial line a swap may look like a short silence.
  Result<std::optional<CredentialKey>> Identify(int slot);

  // What is in `slot`, as far as is known.
  std::optional<CredentialKey> KeyIn(int slot) const;

 private:
  Result<bool> Advance();
  Status Attach();
  Status CheckMark();
  Status Adopt(std::map<int, CredentialKey> slots);
  Status StartAnew(bool keeps_mark);
  void FollowIndex();
  Status RemoveStray(int slot);
  Status Remove(int slot);
  Status Store(const CredentialKey& key, int slot);
  Status NoteSlots();
  bool TryAgain();

  Result<std::optional<Bytes>> ReadTemplate(const CredentialKey& key) const;
  std::optional<int> UnwantedSlot() const;
  std::optional<int> FreeSlot() const;
  std::optional<std::pair<int, CredentialKey>> NextToStore() const;
  void TellHealth() const;

  // Runs `change` in a transaction of its own; durable when it returns. Never kUnavailable.
  template <typename Change>
  Status InPeople(Change change) const;

  const Parts parts_;
  FingerprintTemplates& templates_;

  bool attached_ = false;
  Bytes mark_;                          // Empty: it keeps none, and its slots are not noted.
  std::map<int, CredentialKey> slots_;  // What is known to be in the module.
  std::set<int> unnoted_;               // Of these, those without a row yet.
  std::set<int> strays_;                // Slots with something in them that is not known.
  std::set<int> stuck_;                 // Strays that could not be removed.

  std::weak_ptr<const CredentialIndex> followed_;  // The version that `wanted_` is of.
  std::set<CredentialKey> wanted_;
  std::set<CredentialKey> held_;  // Those of `wanted_` that are in `slots_`.
  std::set<CredentialKey>
      refused_;  // Of another family, or spoilt: until the module is opened anew.
  std::set<CredentialKey> postponed_;  // Failed for another reason: when all else is done.

  Backoff retry_;
  SteadyTime not_before_{};
  int failures_ = 0;  // One after the other.
  std::string last_failure_;
};

}  // namespace doorward::inline readers
