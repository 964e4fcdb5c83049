// The slot tables of fingerprint modules, and the templates to fill them with.

#include <utility>

#include "storage/people_database_impl.hpp"

namespace doorward::inline storage {

Result<std::optional<FingerprintModule>> PeopleDatabase::GetFingerprintModule(
    const ReaderId& reader) {
  SqliteDatabase& sqlite = impl_->Within();
  FingerprintModule module;
  {
    DW_TRY_ASSIGN(auto rows,
                  sqlite.Query("SELECT mark FROM fingerprint_module WHERE reader = ? AND "
                               "row_proved(mac, 'fingerprint_module', reader, mark)",
                               {reader.str()}));
    DW_TRY_ASSIGN(const bool found, rows.Next());
    if (!found) return std::nullopt;
    const ByteView mark = rows.Blob(0);
    module.mark.assign(mark.begin(), mark.end());
  }
  DW_TRY_ASSIGN(auto rows,
                sqlite.Query("SELECT slot, template FROM fingerprint_slot WHERE reader = ? AND "
                             "row_proved(mac, 'fingerprint_slot', reader, slot, template)",
                             {reader.str()}));
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return module;
    module.slots[static_cast<int>(rows.Int(0))] = {CredentialType::kFingerprint,
                                                   std::string(rows.Text(1))};
  }
}

Status PeopleDatabase::PutFingerprintModule(const ReaderId& reader, ByteView mark) {
  SqliteDatabase& sqlite = impl_->Within();
  DW_TRY(sqlite.Run("DELETE FROM fingerprint_slot WHERE reader = ?", {reader.str()}));
  if (sqlite.changes() > 0) impl_->scrub_needed = true;
  return sqlite.Run(
      "INSERT INTO fingerprint_module (reader, mark, mac) "
      "VALUES (?1, ?2, row_mac('fingerprint_module', ?1, ?2)) "
      "ON CONFLICT (reader) DO UPDATE SET mark = excluded.mark, mac = excluded.mac",
      {reader.str(), mark});
}

Status PeopleDatabase::PutFingerprintSlot(const ReaderId& reader, int slot,
                                          const CredentialKey& key) {
  return impl_->Within().Run(
      "INSERT INTO fingerprint_slot (reader, slot, template, mac) "
      "VALUES (?1, ?2, ?3, row_mac('fingerprint_slot', ?1, ?2, ?3))",
      {reader.str(), std::int64_t{slot}, key.value});
}

Status PeopleDatabase::DeleteFingerprintSlot(const ReaderId& reader, int slot) {
  SqliteDatabase& sqlite = impl_->Within();
  DW_TRY(sqlite.Run("DELETE FROM fingerprint_slot WHERE reader = ? AND slot = ?",
                    {reader.str(), std::int64_t{slot}}));
  if (sqlite.changes() > 0) impl_->scrub_needed = true;
  return {};
}

Result<std::optional<Bytes>> PeopleDatabase::GetTemplate(const PersonId& person,
                                                         const CredentialKey& key) {
  impl_->Within();
  DW_TRY_ASSIGN(auto stored, impl_->vault.Get(person));
  if (!stored) return std::nullopt;
  for (const StoredCredential& credential : stored->credentials) {
    if (KeyOf(credential, impl_->box) != key) continue;
    const auto* finger = std::get_if<FingerprintCredential>(&std::get<Credential>(credential));
    if (finger != nullptr) return finger->template_data;
  }
  return std::nullopt;
}

}  // namespace doorward::inline storage
