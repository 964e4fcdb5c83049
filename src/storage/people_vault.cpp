#include "storage/people_vault.hpp"

#include <set>

#include "storage/person_check.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kDigestBytes = 16;

std::string ContextOf(std::string_view id) { return "person:" + std::string(id); }

std::string PathOf(std::size_t person) { return "people[" + std::to_string(person) + "]"; }

std::string PathOf(const std::string& person, std::size_t credential) {
  return person + ".credentials[" + std::to_string(credential) + "]";
}

// The secret of this type that `held` has next after `used` others.
const StoredCredential* FindHeld(const StoredPerson* held, CredentialType type, std::size_t used) {
  if (held == nullptr) return nullptr;
  for (const StoredCredential& credential : held->credentials) {
    if (TypeOf(credential) == type && used-- == 0) return &credential;
  }
  return nullptr;
}

}  // namespace

Result<std::vector<MatchEntry>> PeopleVault::Put(std::span<const Person> people) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < people.size(); ++i) {
    DW_TRY(CheckPerson(people[i], PathOf(i)));
    if (!ids.insert(people[i].id.str()).second) {
      return Fail(ErrorCode::kInvalidArgument, "this person is given twice", PathOf(i) + ".id");
    }
  }
  // All old keys go before any new one comes, so that two people can swap a card.
  std::vector<std::optional<Held>> held;
  held.reserve(people.size());
  for (const Person& person : people) {
    DW_TRY_ASSIGN(held.emplace_back(), Find(person.id));
    if (held.back()) DW_TRY(RemoveKeys(held.back()->stored));
  }
  std::vector<MatchEntry> entries;
  entries.reserve(people.size());
  for (std::size_t i = 0; i < people.size(); ++i) {
    DW_TRY_ASSIGN(entries.emplace_back(), PutOne(people[i], held[i], PathOf(i)));
  }
  for (const std::optional<Held>& before : held) {
    if (before) DW_TRY(ForgetSlots(before->stored));
  }
  return entries;
}

Result<MatchEntry> PeopleVault::PutOne(const Person& person, const std::optional<Held>& held,
                                       const std::string& path) {
  DW_TRY_ASSIGN(const StoredPerson stored, Merge(person, held, path));
  const Bytes sealed = box_.Seal(EncodePerson(stored), ContextOf(stored.person.id.str()));
  DW_TRY_ASSIGN(const std::int64_t slot, Write(sealed, held));
  DW_TRY(AddKeys(stored, slot, path));
  DW_TRY(PutRow(person.id, slot, sealed));
  return ToMatchEntry(stored, box_);
}

// What will be kept: PINs as digests, and for a HeldSecret the secret that is held.
Result<StoredPerson> PeopleVault::Merge(const Person& person, const std::optional<Held>& held,
                                        const std::string& path) const {
  StoredPerson stored{person, {}};
  stored.person.credentials.clear();
  std::array<std::size_t, std::size(kCredentialTypes)> used{};
  for (std::size_t i = 0; i < person.credentials.size(); ++i) {
    const Credential& credential = person.credentials[i];
    if (const auto* pin = std::get_if<PinCredential>(&credential)) {
      stored.credentials.emplace_back(StoredPin{KeyOfPin(box_, pin->digits).value});
    } else if (const auto* secret = std::get_if<HeldSecret>(&credential)) {
      const std::size_t before = used[static_cast<std::size_t>(secret->type)]++;
      const auto* kept = FindHeld(held ? &held->stored : nullptr, secret->type, before);
      if (kept == nullptr) {
        return Fail(ErrorCode::kNotFound, "no such secret is held of this person", PathOf(path, i));
      }
      stored.credentials.push_back(*kept);
    } else {
      stored.credentials.emplace_back(credential);
    }
  }
  return stored;
}

// Returns the slot: the old one if it fits, else a free one of the size, else a new one.
Result<std::int64_t> PeopleVault::Write(ByteView sealed, const std::optional<Held>& held) {
  std::optional<std::int64_t> slot;
  if (held) {
    erased_ = true;
    if (held->sealed_bytes == sealed.size()) {
      slot = held->slot;
    } else {
      DW_TRY(Clear(held->slot));
    }
  }
  if (!slot) {
    DW_TRY_ASSIGN(slot,
                  database_.QueryInt("SELECT slot FROM vault WHERE used = 0 AND length(sealed) = ? "
                                     "LIMIT 1",
                                     {static_cast<std::int64_t>(sealed.size())}));
  }
  if (!slot) {
    DW_TRY(database_.Run("INSERT INTO vault (used, sealed) VALUES (1, ?)", {sealed}));
    return database_.last_rowid();
  }
  DW_TRY(database_.Run("UPDATE vault SET used = 1, sealed = ? WHERE slot = ?", {sealed, *slot}));
  return *slot;
}

Status PeopleVault::PutRow(const PersonId& id, std::int64_t slot, ByteView sealed) {
  return database_.Run(
      "INSERT INTO person (id, slot, mac) VALUES (?1, ?2, row_mac('person', ?1, ?3)) "
      "ON CONFLICT (id) DO UPDATE SET slot = excluded.slot, mac = excluded.mac",
      {id.str(), slot, sealed});
}

Status PeopleVault::Restore(const PersonId& id, ByteView sealed) {
  DW_TRY_ASSIGN(const StoredPerson stored, Unseal(id.str(), sealed));
  DW_TRY_ASSIGN(const std::int64_t slot, Write(sealed, std::nullopt));
  if (Status added = AddKeys(stored, slot, ""); !added) {
    DW_TRY(database_.Run("DELETE FROM credential_key WHERE slot = ?", {slot}));
    DW_TRY(Clear(slot));
    return added;
  }
  return PutRow(id, slot, sealed);
}

Status PeopleVault::AddKeys(const StoredPerson& stored, std::int64_t slot,
                            const std::string& path) {
  for (std::size_t i = 0; i < stored.credentials.size(); ++i) {
    const auto key = KeyOf(stored.credentials[i], box_);
    if (!key) continue;
    DW_TRY(database_.Run(
        "INSERT INTO credential_key (digest, slot) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
        {DigestOf(*key), slot}));
    if (database_.changes() == 0) {
      return Fail(ErrorCode::kAlreadyExists, "another person has this credential", PathOf(path, i));
    }
  }
  return {};
}

Status PeopleVault::RemoveKeys(const StoredPerson& stored) {
  for (const StoredCredential& credential : stored.credentials) {
    const auto key = KeyOf(credential, box_);
    if (!key) continue;
    DW_TRY(database_.Run("DELETE FROM credential_key WHERE digest = ?", {DigestOf(*key)}));
  }
  return {};
}

Status PeopleVault::ForgetSlots(const StoredPerson& stored) {
  for (const StoredCredential& credential : stored.credentials) {
    if (TypeOf(credential) != CredentialType::kFingerprint) continue;
    const auto key = KeyOf(credential, box_);
    DW_TRY_ASSIGN(
        const auto owner,
        database_.QueryInt("SELECT slot FROM credential_key WHERE digest = ?", {DigestOf(*key)}));
    if (owner) continue;
    DW_TRY(database_.Run("DELETE FROM fingerprint_slot WHERE template = ?", {key->value}));
  }
  return {};
}

Status PeopleVault::Clear(std::int64_t slot) {
  erased_ = true;
  return database_.Run(
      "UPDATE vault SET used = 0, sealed = zeroblob(length(sealed)) WHERE slot = ?", {slot});
}

Result<bool> PeopleVault::Delete(const PersonId& id) {
  // Not through Find(): a person whose row is damaged can still be deleted.
  DW_TRY_ASSIGN(const auto slot,
                database_.QueryInt("SELECT slot FROM person WHERE id = ?", {id.str()}));
  if (!slot) return false;
  if (const auto held = Find(id); held && *held) {
    DW_TRY(RemoveKeys((*held)->stored));
    DW_TRY(ForgetSlots((*held)->stored));
  } else {
    DW_TRY(database_.Run("DELETE FROM credential_key WHERE slot = ?", {*slot}));
  }
  DW_TRY(database_.Run("DELETE FROM person WHERE id = ?", {id.str()}));
  DW_TRY(Clear(*slot));
  return true;
}

Status PeopleVault::DeleteAll() {
  erased_ = true;
  DW_TRY(database_.Run("DELETE FROM credential_key"));
  DW_TRY(database_.Run("DELETE FROM fingerprint_slot"));
  DW_TRY(database_.Run("DELETE FROM person"));
  return database_.Run("DELETE FROM vault");
}

Result<std::optional<PeopleVault::Held>> PeopleVault::Find(const PersonId& id) {
  DW_TRY_ASSIGN(auto rows,
                database_.Query("SELECT slot, sealed FROM person JOIN vault USING (slot) "
                                "WHERE person.id = ?",
                                {id.str()}));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  if (!found) return std::nullopt;
  const ByteView sealed = rows.Blob(1);
  DW_TRY_ASSIGN(StoredPerson stored, Unseal(id.str(), sealed));
  return Held{rows.Int(0), sealed.size(), std::move(stored)};
}

Result<std::optional<StoredPerson>> PeopleVault::Get(const PersonId& id) {
  DW_TRY_ASSIGN(auto held, Find(id));
  if (!held) return std::nullopt;
  return std::move(held->stored);
}

Status PeopleVault::Visit(const PersonId& after, std::size_t limit,
                          const std::function<void(StoredPerson)>& visit) {
  DW_TRY_ASSIGN(auto rows, database_.Query("SELECT person.id, sealed FROM person JOIN vault "
                                           "USING (slot) WHERE person.id > ? "
                                           "ORDER BY person.id LIMIT ?",
                                           {after.str(), static_cast<std::int64_t>(limit)}));
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return {};
    auto stored = Unseal(rows.Text(0), rows.Blob(1));
    if (stored) visit(std::move(*stored));  // One damaged person does not keep the others out.
  }
}

Result<StoredPerson> PeopleVault::Unseal(std::string_view id, ByteView sealed) const {
  auto plain = box_.Open(sealed, ContextOf(id));
  if (!plain) return database_.Damaged("reading a person: " + plain.error().message);
  auto stored = DecodePerson(*plain);
  if (!stored) return database_.Damaged("reading a person: " + stored.error().message);
  stored->person.id = PersonId(std::string(id));
  return std::move(*stored);
}

Bytes PeopleVault::DigestOf(const CredentialKey& key) const {
  Bytes value{static_cast<std::uint8_t>(key.type)};
  value.insert(value.end(), key.value.begin(), key.value.end());
  const Digest digest = box_.Fingerprint("credential.key", value);
  return Bytes(digest.begin(), digest.begin() + kDigestBytes);
}

}  // namespace doorward::inline storage
