// People, permissions and holidays of PeopleDatabase. The rest is in people_database.cpp.

#include <limits>

#include "doorward/domain/json_codec.hpp"
#include "doorward/domain/limits.hpp"
#include "storage/people_database_impl.hpp"

namespace doorward::inline storage {
namespace {

// Reads every body of a table and passes it to `read`, which notes faults.
Status ReadBodies(SqliteDatabase& sqlite, std::string_view sql,
                  const std::function<void(const Json& body, JsonFaults& faults)>& read) {
  DW_TRY_ASSIGN(auto rows, sqlite.Query(sql));
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return {};
    const auto body = ParseJson(rows.Text(0));
    if (!body) return sqlite.Damaged("people.db: " + body.error().message);
    JsonFaults faults;
    read(*body, faults);
    if (const Status status = faults.ToStatus(); !status) {
      return sqlite.Damaged("people.db: " + status.error().Text());
    }
  }
}

Status CheckCount(SqliteDatabase& sqlite, std::string_view sql, std::size_t max,
                  std::string_view what) {
  DW_TRY_ASSIGN(const auto count, sqlite.QueryInt(sql));
  if (count.value_or(0) <= static_cast<std::int64_t>(max)) return {};
  return Fail(ErrorCode::kResourceExhausted,
              "there is room for " + std::to_string(max) + " " + std::string(what));
}

// Deletes each id and counts those that were there.
template <typename IdType>
Result<std::size_t> DeleteIds(SqliteDatabase& sqlite, std::string_view sql,
                              std::span<const IdType> ids) {
  std::size_t deleted = 0;
  for (const IdType& id : ids) {
    DW_TRY(sqlite.Run(sql, {id.str()}));
    deleted += static_cast<std::size_t>(sqlite.changes());
  }
  return deleted;
}

}  // namespace

Result<std::vector<MatchEntry>> PeopleDatabase::PutPeople(std::span<const Person> people) {
  impl_->Within();
  impl_->changed = true;
  return impl_->vault.Put(people);
}

Result<std::vector<PersonId>> PeopleDatabase::DeletePeople(std::span<const PersonId> ids) {
  impl_->Within();
  std::vector<PersonId> deleted;
  for (const PersonId& id : ids) {
    DW_TRY_ASSIGN(const bool existed, impl_->vault.Delete(id));
    if (existed) deleted.push_back(id);
  }
  impl_->changed = impl_->changed || !deleted.empty();
  return deleted;
}

Result<std::size_t> PeopleDatabase::DeleteAllPeople() {
  DW_TRY_ASSIGN(const std::size_t count, CountPeople());
  DW_TRY(impl_->vault.DeleteAll());
  impl_->changed = true;
  impl_->replaced = true;
  return count;
}

Result<std::optional<Person>> PeopleDatabase::GetPerson(const PersonId& id) {
  impl_->Within();
  DW_TRY_ASSIGN(auto stored, impl_->vault.Get(id));
  if (!stored) return std::nullopt;
  return ToPerson(std::move(*stored));
}

Result<std::vector<Person>> PeopleDatabase::ListPeople(const PersonId& after, std::size_t limit) {
  impl_->Within();
  std::vector<Person> people;
  DW_TRY(impl_->vault.Visit(
      after, limit, [&](StoredPerson stored) { people.push_back(ToPerson(std::move(stored))); }));
  return people;
}

Result<std::size_t> PeopleDatabase::CountPeople() {
  DW_TRY_ASSIGN(const auto count, impl_->Within().QueryInt("SELECT count(*) FROM person"));
  return static_cast<std::size_t>(count.value_or(0));
}

Status PeopleDatabase::ForEachMatchEntry(const std::function<void(MatchEntry)>& visit) {
  impl_->Within();
  return impl_->vault.Visit(
      PersonId(), std::numeric_limits<std::int32_t>::max(),
      [&](const StoredPerson& stored) { visit(ToMatchEntry(stored, impl_->box)); });
}

Status PeopleDatabase::PutPermissions(std::span<const Permission> permissions) {
  SqliteDatabase& sqlite = impl_->Within();
  impl_->changed = true;
  for (const Permission& permission : permissions) {
    DW_TRY(
        sqlite.Run("INSERT INTO permission (id, body, mac) "
                   "VALUES (?1, ?2, row_mac('permission', ?1, ?2)) "
                   "ON CONFLICT (id) DO UPDATE SET body = excluded.body, mac = excluded.mac",
                   {permission.id.str(), DumpJson(PermissionToJson(permission))}));
  }
  return CheckCount(sqlite, "SELECT count(*) FROM permission", kMaxPermissions, "permissions");
}

Result<std::size_t> PeopleDatabase::DeletePermissions(std::span<const PermissionId> ids) {
  impl_->changed = true;
  return DeleteIds(impl_->Within(), "DELETE FROM permission WHERE id = ?", ids);
}

Status PeopleDatabase::PutHolidays(std::span<const Holiday> holidays) {
  SqliteDatabase& sqlite = impl_->Within();
  impl_->changed = true;
  for (const Holiday& holiday : holidays) {
    DW_TRY(
        sqlite.Run("INSERT INTO holiday (id, body, mac) "
                   "VALUES (?1, ?2, row_mac('holiday', ?1, ?2)) "
                   "ON CONFLICT (id) DO UPDATE SET body = excluded.body, mac = excluded.mac",
                   {holiday.id.str(), DumpJson(HolidayToJson(holiday))}));
  }
  return CheckCount(sqlite, "SELECT count(*) FROM holiday", kMaxHolidays, "holidays");
}

Result<std::size_t> PeopleDatabase::DeleteHolidays(std::span<const HolidayId> ids) {
  impl_->changed = true;
  return DeleteIds(impl_->Within(), "DELETE FROM holiday WHERE id = ?", ids);
}

Result<RightsBook> PeopleDatabase::LoadRights(const TimeZone& zone) {
  SqliteDatabase& sqlite = impl_->Within();
  RightsBook book;
  book.zone = zone;
  DW_TRY(ReadBodies(sqlite,
                    "SELECT body FROM permission WHERE row_proved(mac, 'permission', id, body)",
                    [&](const Json& body, JsonFaults& faults) {
                      Permission permission = ReadPermission(body, "permission", faults);
                      book.permissions[permission.id] = std::move(permission);
                    }));
  DW_TRY(ReadBodies(sqlite, "SELECT body FROM holiday WHERE row_proved(mac, 'holiday', id, body)",
                    [&](const Json& body, JsonFaults& faults) {
                      Holiday holiday = ReadHoliday(body, "holiday", faults);
                      book.holidays[holiday.id] = std::move(holiday);
                    }));
  return book;
}

}  // namespace doorward::inline storage
