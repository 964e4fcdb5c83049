#include "storage/people_file.hpp"

#include "doorward/core/log.hpp"
#include "people_migrations.hpp"
#include "storage/mending.hpp"
#include "storage/migrator.hpp"
#include "storage/people_check.hpp"
#include "storage/people_salvage.hpp"
#include "storage/set_aside.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::int64_t kFirstSchemaWithProofs = 4;

Result<std::unique_ptr<SqliteDatabase>> OpenWithFunctions(const std::filesystem::path& file,
                                                          PeopleSeal& seal,
                                                          bool in_memory = false) {
  DW_TRY_ASSIGN(auto sqlite, SqliteDatabase::Open({.file = in_memory ? file.filename() : file,
                                                   .in_memory = in_memory,
                                                   .secure_delete = SecureDelete::kOn,
                                                   .checkpoint_every_pages = 4000,
                                                   .cache_kib = 8192,
                                                   .busy_timeout = Milliseconds(1000)}));
  DW_TRY(seal.Attach(*sqlite));
  return sqlite;
}

// A database that has no seal yet: a new one, or one of before there were any.
Status BeginGeneration(SqliteDatabase& sqlite, std::int64_t least) {
  return sqlite.Run(
      "UPDATE state SET generation = max(generation + 1, ?1), "
      "root = set_root(max(generation + 1, ?1), revision) WHERE id = 1",
      {std::max(least + 1, FreshGeneration())});
}

// The file, if all that is in it proves itself.
Result<std::unique_ptr<SqliteDatabase>> OpenProved(const std::filesystem::path& file,
                                                   PeopleSeal& seal, const KeptSeal& kept) {
  DW_TRY_ASSIGN(auto sqlite, OpenWithFunctions(file, seal));
  DW_TRY_ASSIGN(const auto schema, sqlite->QueryInt("PRAGMA user_version"));
  if ((kept.there || kept.least > 0) && schema.value_or(0) < kFirstSchemaWithProofs) {
    return Fail(ErrorCode::kDataLoss, "people.db is from before its rows had proofs");
  }
  DW_TRY(Migrate(*sqlite, kPeopleMigrations));
  DW_TRY(CheckPeople(*sqlite, seal, kept.seal));
  if (schema.value_or(0) >= kFirstSchemaWithProofs && !kept.seal && !seal.empty()) {
    return Fail(ErrorCode::kDataLoss, "people.db: nothing shows that it is the last one");
  }
  if (!kept.seal) DW_TRY(BeginGeneration(*sqlite, kept.least));
  DW_TRY_ASSIGN(const auto generation,
                sqlite->QueryInt("SELECT generation FROM state WHERE id = 1"));
  if (generation.value_or(0) < kept.least) {
    return Fail(ErrorCode::kDataLoss, "people.db: this is an older one, put back with its seal");
  }
  DW_TRY(PeopleSeal::Follow(*sqlite));
  return sqlite;
}

// In the file itself: the office is asked for everything until it has begun anew, whatever comes between.
Status KeepNeed(SqliteDatabase& sqlite, const StoreDamage& damage) {
  return sqlite.Run("UPDATE state SET needs_data = ? WHERE id = 1", {damage.reason});
}

// A new database with what proves itself in `from`.
Result<std::unique_ptr<SqliteDatabase>> MakeAnew(const std::filesystem::path& file,
                                                 const std::filesystem::path& from,
                                                 const SecretBox& box, PeopleSeal& seal,
                                                 const KeptSeal& kept, StoreDamage& damage) {
  DW_TRY_ASSIGN(auto sqlite, OpenWithFunctions(file, seal, damage.in_memory));
  DW_TRY(Migrate(*sqlite, kPeopleMigrations));
  DW_TRY(seal.Count(*sqlite));
  DW_TRY(PeopleSeal::Follow(*sqlite));
  DW_TRY_ASSIGN(damage.left_out, SalvagePeople(from, *sqlite, seal, box, kept));
  DW_TRY(KeepNeed(*sqlite, damage));
  return sqlite;
}

// The same beside a damaged file, and then in its place.
Status Replace(const std::filesystem::path& file, const SecretBox& box, const KeptSeal& kept,
               OpenedPeople& opened) {
  StoreDamage& damage = *opened.damage;
  {
    PeopleSeal seal(box);
    DW_TRY_ASSIGN(auto fresh, MakeAnew(BeginMending(file), file, box, seal, kept, damage));
    DW_TRY(fresh->CheckpointAndTruncate());
  }
  DW_TRY_ASSIGN(damage.put_aside, CompleteMending(file, damage.Text()));
  DW_TRY_ASSIGN(opened.sqlite, OpenProved(file, *opened.seal, kept));
  return {};
}

// Whether another file in its place would help. A disk that fails or is full, a folder that cannot
// be written and a file of a newer program are no damage of the file, which stays where it is.
bool IsDamaged(ErrorCode code) {
  return code == ErrorCode::kDataLoss || code == ErrorCode::kInternal;
}

std::string_view ReasonOf(ErrorCode code) {
  if (IsDamaged(code)) return "people.db was damaged, changed or an older one";
  if (code == ErrorCode::kUnsupported) return "people.db is of a newer program";
  return "people.db cannot be used";
}

Result<OpenedPeople> Rescue(const std::filesystem::path& file, const SecretBox& box,
                            const KeptSeal& kept, const Error& fault) {
  OpenedPeople opened{.seal = std::make_unique<PeopleSeal>(box), .sqlite = {}, .damage = {}};
  StoreDamage& damage = opened.damage.emplace();
  damage.reason = std::string(ReasonOf(fault.code));
  if (fault.code == ErrorCode::kNotFound) {
    damage.reason = "people.db was gone";
  } else if (!kept.seal) {
    damage.reason = "people.seal was gone or damaged";
  }
  if (IsDamaged(fault.code) || fault.code == ErrorCode::kNotFound) {
    const Status replaced = Replace(file, box, kept, opened);
    if (replaced) return opened;
    LogWarning(LogPart{"people"}, "making people.db anew: {}", replaced.error().Text());
  }
  damage.in_memory = true;
  auto made = MakeAnew(file, file, box, *opened.seal, kept, damage);
  if (!made) made = MakeAnew(file, {}, box, *opened.seal, kept, damage);
  if (!made) return Fail(made.error());
  opened.sqlite = std::move(*made);
  return opened;
}

Result<OpenedPeople> OpenOrRescue(const std::filesystem::path& file, const SecretBox& box,
                                  const KeptSeal& kept) {
  std::error_code error;
  if ((kept.there || kept.least > 0) &&
      std::filesystem::status(file, error).type() == std::filesystem::file_type::not_found) {
    return Rescue(file, box, kept, {ErrorCode::kNotFound, "there is no people.db"});
  }
  OpenedPeople opened{.seal = std::make_unique<PeopleSeal>(box), .sqlite = {}, .damage = {}};
  auto sqlite = OpenProved(file, *opened.seal, kept);
  if (!sqlite) {
    LogWarning(LogPart{"people"}, "opening {}: {}", file.string(), sqlite.error().Text());
    return Rescue(file, box, kept, sqlite.error());
  }
  opened.sqlite = std::move(*sqlite);
  return opened;
}

}  // namespace

Result<OpenedPeople> OpenPeopleFile(const std::filesystem::path& file, const SecretBox& box,
                                    std::int64_t least) {
  ClearSidecars(file);
  if (const auto finished = FinishMending(file); !finished) {
    LogWarning(LogPart{"people"}, "{}", finished.error().Text());
  }
  const std::string untold = UntoldDamage(file);
  KeptSeal kept = ReadSealFile(file, box);
  kept.least = least;
  DW_TRY_ASSIGN(OpenedPeople opened, OpenOrRescue(file, box, kept));
  if (opened.damage && opened.damage->in_memory) return opened;
  if (!opened.damage && !untold.empty()) {
    opened.damage = StoreDamage{.reason = untold, .put_aside = {}, .earlier = true};
  }
  // A power cut may have come between a commit and its seal.
  if (const Status sealed = SealPeopleFile(file, box, *opened.seal, *opened.sqlite); !sealed) {
    LogWarning(LogPart{"people"}, "sealing people.db: {}", sealed.error().Text());
  }
  return opened;
}

Status SealPeopleFile(const std::filesystem::path& file, const SecretBox& box,
                      const PeopleSeal& seal, SqliteDatabase& sqlite) {
  SealFile now{.generation = 0, .revision = 0, .sums = seal.sums(), .lockdown = {}};
  {
    DW_TRY_ASSIGN(auto rows, sqlite.Query("SELECT generation, revision FROM state WHERE id = 1"));
    DW_TRY_ASSIGN(const bool found, rows.Next());
    if (!found) return Fail(ErrorCode::kDataLoss, "people.db: its state row is gone");
    now.generation = rows.Int(0);
    now.revision = rows.Int(1);
  }
  DW_TRY_ASSIGN(auto rows, sqlite.Query("SELECT door FROM door_mode WHERE mode = 'lockdown'"));
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return WriteSealFile(file, box, now);
    now.lockdown.emplace_back(rows.Text(0));
  }
}

}  // namespace doorward::inline storage
