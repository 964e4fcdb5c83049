// People, credentials, permissions, holidays, door modes and the command journal: everything that
// the back office sets, in people.db.
//
// There is one connection, and a transaction is a scope: what a command changes and the reply kept in
// the journal become durable together, or not at all.
//
//   DW_TRY_ASSIGN(auto transaction, database->Begin());
//   DW_TRY_ASSIGN(auto changed, database->PutPeople(people));
//   DW_TRY(database->Journal({.id = id, .reply = reply}));
//   DW_TRY(transaction.Commit());     // Durable on return. Without it the destructor rolls back.
//
// Face vectors, templates, PIN digests' sources and secrets are sealed (core/secret_box.hpp); a PIN
// itself is not kept at all. What is deleted leaves no byte behind (secure_delete, checkpoint).
//
// A damaged file is put aside, and what proves itself in it goes on in a new one; where none can be
// made, in memory. What is then missing is for the back office to send: see NeedsData().
//
// Thread-safety: any thread, one transaction at a time: Begin() waits for those before to
//   end, in order of arrival. Other methods are called within a transaction, by its thread.
// Blocking: a commit waits for the disk.
// Errors: kResourceExhausted: disk full, or a bound of the schema. kDataLoss: the file is damaged.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/access_policy.hpp"
#include "doorward/domain/credential_key.hpp"

namespace doorward::inline storage {

// A command id that has been seen, and what was answered.
struct JournalEntry {
  std::string id;
  std::string name;
  std::string reply;  // JSON; empty: the intent is recorded and the outcome is not known.
};

struct StoredDoorMode {
  DoorId door;
  DoorMode mode = DoorMode::kNormal;
  std::optional<WallTime> until;
};

// The fingerprint module at a reader, as it was last seen.
struct FingerprintModule {
  Bytes mark;                          // As it was written into the module; empty: it keeps none.
  std::map<int, CredentialKey> slots;  // Whose template is in which; of modules with a mark.
  friend bool operator==(const FingerprintModule&, const FingerprintModule&) = default;
};

// What was found of the file, and what was done about it.
struct StoreDamage {
  std::string reason;               // For people: "people.db was damaged".
  std::filesystem::path put_aside;  // Where the file is kept; empty: it was left where it was.
  std::optional<std::size_t> left_out =
      {};                  // Rows that did not prove themselves; empty: none was looked for.
  bool in_memory = false;  // What is changed now is lost at the next start.
  bool earlier = false;    // Found before a power cut, which came before it was told.

  std::string Text() const;  // All of it, for people.
};

class PeopleDatabase {
 public:
  static constexpr std::size_t kJournalLength = 10'000;
  static constexpr std::size_t kActsHeld = 10'000;  // Of one name.
  static constexpr Milliseconds kPatience{10'000};

  class [[nodiscard]] Transaction {
   public:
    Transaction(Transaction&& other) noexcept;
    ~Transaction();
    Status Commit();

   private:
    friend class PeopleDatabase;
    explicit Transaction(PeopleDatabase& database) : database_(&database) {}
    PeopleDatabase* database_;
  };

  // Opens or makes the file (0600) and migrates it to this program's schema. Whatever the file is,
  // the result works: see damage(). A file of a newer schema is not touched. `least`: see Generation().
  // `box` outlives the result.
  static Result<std::unique_ptr<PeopleDatabase>> Open(const std::filesystem::path& file,
                                                      const SecretBox& box, std::int64_t least = 0);
  ~PeopleDatabase();

  // Rises with each commit that decides something, over restarts too. Any thread. An older file is not
  // believed where `least` of Open() is later: somewhere else is kept what this said.
  std::int64_t Generation() const;

  const std::optional<StoreDamage>& damage() const;  // At this start.
  bool in_memory() const { return damage() && damage()->in_memory; }
  // damage() is told durably: the next start does not tell of it again. Any thread.
  void DamageTold();
  // `tell` hears of damage that a transaction meets: a statement that fails since the file or its disk
  // does, or a row that does not prove itself. Once, until everything was sent again; on the thread of
  // that transaction, after it. At most one; before other threads use the database.
  void OnDamage(const std::function<void(const StoreDamage&)>& tell);
  // Why the back office should send everything again; empty: it need not. Kept until a transaction
  // with DeleteAllPeople() is committed; what OnDamage() tells of, until then or the next start, which
  // looks at the whole file. Any thread, and outside a transaction.
  std::string NeedsData() const;

  // kTimeout if the transaction before has not ended within `patience`.
  Result<Transaction> Begin(Milliseconds patience = kPatience);

  // Inserts or replaces whole persons. A credential (card, QR, PIN, finger) that another person has
  // is kAlreadyExists with its path ("people[3].credentials[0]"; never the value). Two people of one
  // batch may swap credentials. Returns what the matcher needs, in the order given.
  Result<std::vector<MatchEntry>> PutPeople(std::span<const Person> people);
  Result<std::vector<PersonId>> DeletePeople(std::span<const PersonId> ids);  // Those that existed.
  Result<std::size_t> DeleteAllPeople();
  Result<std::optional<Person>> GetPerson(const PersonId& id);
  // In order of id, those after `after`.
  Result<std::vector<Person>> ListPeople(const PersonId& after, std::size_t limit);
  Result<std::size_t> CountPeople();

  Status PutPermissions(std::span<const Permission> permissions);
  Result<std::size_t> DeletePermissions(std::span<const PermissionId> ids);
  Status PutHolidays(std::span<const Holiday> holidays);
  Result<std::size_t> DeleteHolidays(std::span<const HolidayId> ids);
  // Both tables whole; they are small (at most 4,096 permissions and 1,024 holidays).
  Result<RightsBook> LoadRights(const TimeZone& zone);

  // Every person, in order of id, a few at a time. For building the index at start.
  Status ForEachMatchEntry(const std::function<void(MatchEntry)>& visit);

  // The template of this person that has `key`; nullopt if there is none (any more).
  Result<std::optional<Bytes>> GetTemplate(const PersonId& person, const CredentialKey& key);

  // What is known of the module at `reader`; nullopt: nothing. A slot's row says what is in the module,
  // so it must go before the slot changes and come after: see readers/template_keeper.hpp.
  Result<std::optional<FingerprintModule>> GetFingerprintModule(const ReaderId& reader);
  // Another module, or an emptied one: forgets all slots of that reader.
  Status PutFingerprintModule(const ReaderId& reader, ByteView mark);
  Status PutFingerprintSlot(const ReaderId& reader, int slot, const CredentialKey& key);
  Status DeleteFingerprintSlot(const ReaderId& reader, int slot);

  Status PutDoorMode(const StoredDoorMode& mode);
  Result<std::vector<StoredDoorMode>> DoorModes();

  // Remembers `entry`, replacing one of that id, and forgets all but the last kJournalLength.
  Status Journal(const JournalEntry& entry);
  // The same for a command that could be repeated until `until`, and is remembered so long, whatever else
  // comes. kResourceExhausted rather than forgetting one: then it must not be carried out.
  Status JournalAct(const JournalEntry& entry, WallTime until, WallTime now);
  Result<std::optional<JournalEntry>> FindJournal(const std::string& id);

  // Goes up with each committed transaction that changed people, permissions or holidays.
  Result<std::int64_t> Revision();

 private:
  struct Impl;
  explicit PeopleDatabase(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline storage
