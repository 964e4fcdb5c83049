#include "storage/people_seal.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "doorward/core/check.hpp"
#include "storage/byte_stream.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kMacLength = 16;

// A table of the set: the SQL that names a row of it, and its share of the buckets. Many buckets keep
// a lost row from casting doubt on others.
struct SetTable {
  std::string_view name;
  std::string_view id;  // With "%" for NEW, OLD or nothing.
  std::size_t buckets;
};
constexpr std::array kTables = {
    SetTable{"person", "%id", 2048},
    SetTable{"permission", "%id", 64},
    SetTable{"holiday", "%id", 64},
    SetTable{"door_mode", "%door", 64},
    SetTable{"fingerprint_module", "%reader", 64},
    SetTable{"fingerprint_slot", "%reader || ':' || %slot", 64},
};

constexpr std::size_t BucketCount() {
  std::size_t count = 0;
  for (const SetTable& table : kTables) count += table.buckets;
  return count;
}

std::string Replaced(std::string_view text, std::string_view prefix) {
  std::string result;
  for (const char c : text) c == '%' ? result += prefix : result += c;
  return result;
}

// set_add('person', NEW.id, NEW.mac)
std::string Call(std::string_view function, const SetTable& table, std::string_view prefix) {
  return std::string(function) + "('" + std::string(table.name) + "', " +
         Replaced(table.id, prefix) + ", " + std::string(prefix) + "mac)";
}

PeopleSeal& SealOf(sqlite3_context* context) {
  return *static_cast<PeopleSeal*>(sqlite3_user_data(context));
}

ByteView BlobOf(sqlite3_value* value) {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_value_blob(value));
  return {data, data == nullptr ? 0U : static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::string_view TextOf(sqlite3_value* value) { return AsText(BlobOf(value)); }

// The type goes in too: no text is taken for a number.
Bytes Encoded(int count, sqlite3_value** values) {
  ByteWriter out;
  for (int i = 0; i < count; ++i) {
    const int type = sqlite3_value_type(values[i]);
    out.Number(static_cast<std::uint64_t>(type), 1);
    if (type == SQLITE_INTEGER) {
      out.Int(sqlite3_value_int64(values[i]));
    } else {
      out.Blob(BlobOf(values[i]));
    }
  }
  return std::move(out).Take();
}

void RowMac(sqlite3_context* context, int count, sqlite3_value** values) {
  const Bytes mac = SealOf(context).MacOf(TextOf(values[0]), Encoded(count - 1, values + 1));
  sqlite3_result_blob(context, mac.data(), static_cast<int>(mac.size()), SQLITE_TRANSIENT);
}

void RowProved(sqlite3_context* context, int count, sqlite3_value** values) {
  const Bytes mac = SealOf(context).MacOf(TextOf(values[1]), Encoded(count - 2, values + 2));
  const bool proved = EqualConstantTime(BlobOf(values[0]), mac);
  if (!proved) SealOf(context).NoteUnproved();
  sqlite3_result_int(context, proved ? 1 : 0);
}

void SetAdd(sqlite3_context* context, int, sqlite3_value** values) {
  SealOf(context).Add(TextOf(values[0]), TextOf(values[1]), BlobOf(values[2]));
}

void SetRemove(sqlite3_context* context, int, sqlite3_value** values) {
  SealOf(context).Remove(TextOf(values[0]), TextOf(values[1]), BlobOf(values[2]));
}

void SetRoot(sqlite3_context* context, int, sqlite3_value** values) {
  const Digest root =
      SealOf(context).Root(sqlite3_value_int64(values[0]), sqlite3_value_int64(values[1]));
  sqlite3_result_blob(context, root.data(), static_cast<int>(root.size()), SQLITE_TRANSIENT);
}

}  // namespace

PeopleSeal::PeopleSeal(const SecretBox& box) : box_(box), sums_(BucketCount()) {}

Status PeopleSeal::Attach(SqliteDatabase& database) {
  struct Function {
    const char* name;
    int arguments;
    void (*call)(sqlite3_context*, int, sqlite3_value**);
  };
  constexpr std::array kFunctions = {
      Function{"row_mac", -1, RowMac}, Function{"row_proved", -1, RowProved},
      Function{"set_add", 3, SetAdd}, Function{"set_remove", 3, SetRemove},
      Function{"set_root", 2, SetRoot}};
  for (const Function& function : kFunctions) {
    const int code = sqlite3_create_function(database.handle(), function.name, function.arguments,
                                             SQLITE_UTF8, this, function.call, nullptr, nullptr);
    if (code != SQLITE_OK) return Fail(ErrorCode::kInternal, "people.db: adding a function failed");
  }
  return {};
}

Status PeopleSeal::Follow(SqliteDatabase& database) {
  std::string script;
  for (const SetTable& table : kTables) {
    const std::string name(table.name);
    const std::string add = "SELECT " + Call("set_add", table, "NEW.") + "; ";
    const std::string remove = "SELECT " + Call("set_remove", table, "OLD.") + "; ";
    const auto trigger = [&](const std::string& event, const std::string& body) {
      script += "CREATE TEMP TRIGGER set_" + name + "_" + event + " AFTER " + event + " ON main." +
                name + " BEGIN " + body + "END; ";
    };
    trigger("INSERT", add);
    trigger("DELETE", remove);
    trigger("UPDATE", remove + add);
  }
  return database.RunScript(script);
}

Status PeopleSeal::Count(SqliteDatabase& database) {
  sums_.assign(BucketCount(), 0);
  for (const SetTable& table : kTables) {
    DW_TRY(database.RunScript("SELECT " + Call("set_add", table, "") + " FROM " +
                              std::string(table.name)));
  }
  return {};
}

void PeopleSeal::Add(std::string_view table, std::string_view id, ByteView mac) {
  sums_[BucketOf(table, id)] += ShareOf(table, id, mac);
}

void PeopleSeal::Remove(std::string_view table, std::string_view id, ByteView mac) {
  sums_[BucketOf(table, id)] -= ShareOf(table, id, mac);
}

Bytes PeopleSeal::MacOf(std::string_view table, ByteView values) const {
  const Digest digest = box_.Fingerprint("people.row." + std::string(table), values);
  return Bytes(digest.begin(), digest.begin() + kMacLength);
}

Digest PeopleSeal::Root(std::int64_t generation, std::int64_t revision) const {
  ByteWriter out;
  out.Int(generation);
  out.Int(revision);
  for (const std::uint64_t sum : sums_) out.Number(sum, 8);
  return box_.Fingerprint("people.root", std::move(out).Take());
}

bool PeopleSeal::empty() const {
  return std::ranges::all_of(sums_, [](std::uint64_t sum) { return sum == 0; });
}

std::size_t PeopleSeal::BucketOf(std::string_view table, std::string_view id) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a: it spreads, and proves nothing.
  for (const char c : id) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
  std::size_t first = 0;
  for (const SetTable& one : kTables) {
    if (one.name == table) return first + static_cast<std::size_t>(hash % one.buckets);
    first += one.buckets;
  }
  DW_UNREACHABLE();
}

std::uint64_t PeopleSeal::ShareOf(std::string_view table, std::string_view id, ByteView mac) const {
  ByteWriter out;
  out.Text(table);
  out.Text(id);
  out.Blob(mac);
  const Digest digest = box_.Fingerprint("people.set", std::move(out).Take());
  return ByteReader(digest).Number(8);
}

}  // namespace doorward::inline storage
