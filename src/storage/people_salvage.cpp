#include "storage/people_salvage.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "doorward/core/log.hpp"
#include "doorward/domain/door_machine.hpp"

namespace doorward::inline storage {
namespace {

struct SmallTable {
  std::string_view name, up, down;  // Each row: its id in the set, its mac, whether it is proved.
  std::string_view carry;
};

constexpr std::array kSmallTables = {
    SmallTable{
        "permission",
        "SELECT id, mac, row_proved(mac, 'permission', id, body) FROM old.permission ORDER BY id",
        "SELECT id, mac, row_proved(mac, 'permission', id, body) FROM old.permission ORDER BY id "
        "DESC",
        "INSERT INTO main.permission (id, body, mac) "
        "SELECT id, body, mac FROM old.permission WHERE id = ?"},
    SmallTable{
        "holiday",
        "SELECT id, mac, row_proved(mac, 'holiday', id, body) FROM old.holiday ORDER BY id",
        "SELECT id, mac, row_proved(mac, 'holiday', id, body) FROM old.holiday ORDER BY id DESC",
        "INSERT INTO main.holiday (id, body, mac) "
        "SELECT id, body, mac FROM old.holiday WHERE id = ?"},
    SmallTable{"door_mode",
               "SELECT door, mac, row_proved(mac, 'door_mode', door, mode, until_ms) FROM "
               "old.door_mode ORDER BY door",
               "SELECT door, mac, row_proved(mac, 'door_mode', door, mode, until_ms) FROM "
               "old.door_mode ORDER BY door DESC",
               "INSERT INTO main.door_mode (door, mode, until_ms, mac) "
               "SELECT door, mode, until_ms, mac FROM old.door_mode WHERE door = ?"},
    SmallTable{"fingerprint_module",
               "SELECT reader, mac, row_proved(mac, 'fingerprint_module', reader, mark) FROM "
               "old.fingerprint_module ORDER BY reader",
               "SELECT reader, mac, row_proved(mac, 'fingerprint_module', reader, mark) FROM "
               "old.fingerprint_module ORDER BY reader DESC",
               "INSERT INTO main.fingerprint_module (reader, mark, mac) "
               "SELECT reader, mark, mac FROM old.fingerprint_module WHERE reader = ?"},
    SmallTable{"fingerprint_slot",
               "SELECT reader || ':' || slot, mac, row_proved(mac, 'fingerprint_slot', reader, "
               "slot, template) FROM old.fingerprint_slot ORDER BY 1",
               "SELECT reader || ':' || slot, mac, row_proved(mac, 'fingerprint_slot', reader, "
               "slot, template) FROM old.fingerprint_slot ORDER BY 1 DESC",
               "INSERT INTO main.fingerprint_slot (reader, slot, template, mac) "
               "SELECT reader, slot, template, mac FROM old.fingerprint_slot "
               "WHERE reader || ':' || slot = ?"},
};

struct Row {
  Bytes mac;
  bool proved = false;
  std::int64_t slot = 0;  // Of a person.
};
using FoundRows = std::map<std::string, Row>;

Bytes Copied(ByteView view) { return Bytes(view.begin(), view.end()); }

std::string UriOf(const std::filesystem::path& file, std::string_view mode) {
  std::string uri = "file:";
  for (const char c : file.string()) {
    if (c == '%' || c == '?' || c == '#') {
      uri += "%" + ToHex(Bytes{static_cast<std::uint8_t>(c)});
    } else {
      uri += c;
    }
  }
  return uri.append(mode);
}

class PeopleSalvage {
 public:
  PeopleSalvage(SqliteDatabase& database, const SecretBox& box, const KeptSeal& kept)
      : database_(database), box_(box), kept_(kept), set_(box), vault_(database, box) {}

  // With a file system named: a database in memory would look for it there.
  // Where the folder cannot be written the file can be read as it is, without its log.
  bool Attach(const std::filesystem::path& from) {
    for (const std::string& name :
         {UriOf(from, "?vfs=unix&mode=rw"), UriOf(from, "?vfs=unix&immutable=1")}) {
      if (!database_.Run("ATTACH ? AS old", {std::string_view(name)})) continue;
      if (database_.QueryInt("SELECT count(*) FROM old.sqlite_schema")) return true;
      (void)database_.Run("DETACH old");
    }
    return false;
  }

  void Find() {
    FindPeople();
    for (std::size_t i = 0; i < kSmallTables.size(); ++i) FindRows(kSmallTables[i], found_[i]);
    JudgeSet();
  }

  Result<std::size_t> Carry() {
    DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(database_));
    std::size_t left_out = 0;
    for (const auto& [id, row] : people_) left_out += CarryPerson(id, row) ? 0 : 1;
    for (std::size_t i = 0; i < kSmallTables.size(); ++i) {
      for (const auto& [id, row] : found_[i]) {
        left_out += CarryRow(kSmallTables[i], id, row) ? 0 : 1;
      }
    }
    CarryJournal();
    DW_TRY(KeepLockdowns());
    DW_TRY(SaveRoot());
    DW_TRY(transaction.Commit());
    return left_out;
  }

  void Detach() { (void)database_.Run("DETACH old"); }

 private:
  // Passes rows to `take` until there are no more, or none that can be read.
  template <typename Take>
  void ReadRows(std::string_view sql, const Take& take) {
    auto rows = database_.Query(sql);
    if (!rows) return;
    while (true) {
      const auto more = rows->Next();
      if (!more || !*more) return;
      take(*rows);
    }
  }

  void FindRows(const SmallTable& table, FoundRows& found) {
    for (const std::string_view sql : {table.up, table.down}) {
      ReadRows(sql, [&](const SqliteDatabase::Rows& rows) {
        found.try_emplace(std::string(rows.Text(0)),
                          Row{.mac = Copied(rows.Blob(1)), .proved = rows.Int(2) != 0});
      });
    }
    for (const auto& [id, row] : found) set_.Add(table.name, id, row.mac);
  }

  void FindPeople() {
    for (const std::string_view sql : {"SELECT id, slot, mac FROM old.person ORDER BY id",
                                       "SELECT id, slot, mac FROM old.person ORDER BY id DESC"}) {
      ReadRows(sql, [&](const SqliteDatabase::Rows& rows) {
        people_.try_emplace(std::string(rows.Text(0)),
                            Row{.mac = Copied(rows.Blob(2)), .slot = rows.Int(1)});
      });
    }
    for (const std::string_view sql :
         {"SELECT id, slot FROM old.person INDEXED BY person_slot ORDER BY slot",
          "SELECT id, slot FROM old.person INDEXED BY person_slot ORDER BY slot DESC"}) {
      ReadRows(sql, [&](const SqliteDatabase::Rows& rows) {
        people_.try_emplace(std::string(rows.Text(0)), Row{.mac = {}, .slot = rows.Int(1)});
      });
    }
    for (auto& [id, row] : people_) ProvePerson(id, row);
  }

  // A person of whom only the index tells has no MAC there; the one of the vault row serves, since
  // the set proves it.
  void ProvePerson(const std::string& id, Row& row) {
    Bytes mac;
    if (auto rows = database_.Query("SELECT row_mac('person', ?, sealed) FROM old.vault "
                                    "WHERE slot = ?",
                                    {id, row.slot})) {
      if (const auto there = rows->Next(); there && *there) mac = Copied(rows->Blob(0));
    }
    if (row.mac.empty()) row.mac = mac;
    row.proved = !mac.empty() && EqualConstantTime(row.mac, mac);
    if (!row.mac.empty()) set_.Add("person", id, row.mac);
  }

  void JudgeSet() {
    auto rows = database_.Query("SELECT generation, revision, root FROM old.state WHERE id = 1");
    if (!rows) return;
    if (const auto there = rows->Next(); !there || !*there) return;
    const std::int64_t generation = rows->Int(0);
    // Nothing says that it is the last one.
    if (!kept_.seal || generation < std::max(kept_.seal->generation, kept_.least)) return;
    if (!EqualConstantTime(rows->Blob(2), set_.Root(generation, rows->Int(1)))) return;
    whole_ = true;
    generation_ = generation;
    revision_ = rows->Int(1);
  }

  bool Belongs(std::string_view table, std::string_view id) const {
    const std::size_t bucket = PeopleSeal::BucketOf(table, id);
    return whole_ || (kept_.IsLast() && kept_.seal->sums[bucket] == set_.sums()[bucket]);
  }

  bool CarryPerson(const std::string& id, const Row& row) {
    if (!row.proved || !Belongs("person", id)) return false;
    Bytes sealed;
    if (auto rows = database_.Query("SELECT sealed FROM old.vault WHERE slot = ?", {row.slot})) {
      if (const auto there = rows->Next(); there && *there) sealed = Copied(rows->Blob(0));
    }
    return vault_.Restore(PersonId(id), sealed).has_value();
  }

  bool CarryRow(const SmallTable& table, const std::string& id, const Row& row) {
    if (!row.proved || !Belongs(table.name, id)) return false;
    return database_.Run(table.carry, {id}).has_value() && database_.changes() == 1;
  }

  // So that a command that comes again is still known. Each reply is sealed.
  void CarryJournal() {
    CarryEntries("SELECT seq FROM old.journal ORDER BY seq",
                 "SELECT seq FROM old.journal ORDER BY seq DESC",
                 "INSERT OR IGNORE INTO main.journal (id, name, reply) "
                 "SELECT id, name, reply FROM old.journal WHERE seq = ?");
    CarryEntries("SELECT rowid FROM old.act ORDER BY rowid",
                 "SELECT rowid FROM old.act ORDER BY rowid DESC",
                 "INSERT OR IGNORE INTO main.act (id, name, reply, until_ms) "
                 "SELECT id, name, reply, until_ms FROM old.act WHERE rowid = ?");
  }

  // REQUIRES: literals.
  void CarryEntries(std::string_view forwards, std::string_view backwards, std::string_view carry) {
    std::vector<std::int64_t> entries;
    for (const std::string_view sql : {forwards, backwards}) {
      ReadRows(sql, [&](const SqliteDatabase::Rows& rows) { entries.push_back(rows.Int(0)); });
    }
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    for (const std::int64_t entry : entries) (void)database_.Run(carry, {entry});
  }

  Status KeepLockdowns() {
    if (!kept_.seal) return {};
    for (const std::string& door : kept_.seal->lockdown) {
      DW_TRY(
          database_.Run("INSERT INTO main.door_mode (door, mode, mac) "
                        "VALUES (?1, ?2, row_mac('door_mode', ?1, ?2, NULL)) "
                        "ON CONFLICT (door) DO NOTHING",
                        {door, DoorModeName(DoorMode::kLockdown)}));
    }
    return {};
  }

  // Later than all before, so that none is taken for this one.
  Status SaveRoot() {
    const std::int64_t sealed = kept_.seal ? kept_.seal->generation : 0;
    const std::int64_t known = std::max({generation_, sealed, kept_.least});
    const std::int64_t generation = std::max(known + 1, FreshGeneration());
    const std::int64_t revision = std::max(revision_, kept_.seal ? kept_.seal->revision : 0) + 1;
    return database_.Run(
        "UPDATE main.state SET generation = ?1, revision = ?2, root = set_root(?1, ?2) "
        "WHERE id = 1",
        {generation, revision});
  }

  SqliteDatabase& database_;
  const SecretBox& box_;
  const KeptSeal& kept_;
  PeopleSeal set_;  // Of the old database.
  PeopleVault vault_;
  FoundRows people_;
  std::array<FoundRows, kSmallTables.size()> found_;
  bool whole_ = false;  // The root proves all that was found.
  std::int64_t generation_ = 0;
  std::int64_t revision_ = 0;
};

}  // namespace

Result<std::size_t> SalvagePeople(const std::filesystem::path& from, SqliteDatabase& into,
                                  PeopleSeal& seal, const SecretBox& box, const KeptSeal& kept) {
  PeopleSalvage salvage(into, box, kept);
  if (!from.empty() && salvage.Attach(from)) {
    salvage.Find();
    auto left_out = salvage.Carry();
    salvage.Detach();
    if (left_out) return left_out;
    // Some damages fail statements that only write the new database, once both are attached.
    LogWarning(LogPart{"people"}, "nothing was saved: {}", left_out.error().Text());
    DW_TRY(seal.Count(into));
  }
  return PeopleSalvage(into, box, kept).Carry();
}

}  // namespace doorward::inline storage
