// doorctl permissions and doorctl holidays: list, import, export, delete.

#include <algorithm>
#include <cstdlib>

#include "cli/element_lines.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "doorward/core/file.hpp"
#include "doorward/domain/json_codec.hpp"
#include "doorward/protocol/rights_commands.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::size_t kMaxRightsFile = 16 * 1024 * 1024;

// One of the two tables; they are kept alike.
struct Kind {
  std::string name;      // "permissions": the verb, and the JSON key.
  std::string_view put;  // The names of its commands.
  std::string_view remove;
  std::string_view list;
  std::vector<std::string> head;
  std::vector<std::string> (*row)(const Json&);
  void (*check)(const Json&, const std::string& path, JsonFaults&);
};

template <typename Put, typename Delete, typename List>
Kind KindOf(std::vector<std::string> head, decltype(Kind::row) row, decltype(Kind::check) check) {
  return {std::string(List::kItems), Put::kName, Delete::kName, List::kName,
          std::move(head),           row,        check};
}

std::string JoinedTexts(const Json& list) {
  std::string text;
  for (const Json& item : list) text += (text.empty() ? "" : " ") + item.get<std::string>();
  return text;
}

std::vector<std::string> PermissionRow(const Json& permission) {
  const Json when = permission.value("when", Json::object());
  return {permission.value("id", ""), JoinedTexts(permission.value("doors", Json::array())),
          when.value("type", ""), when.value("type", "") == "always" ? "" : DumpJson(when)};
}

std::vector<std::string> HolidayRow(const Json& holiday) {
  return {holiday.value("id", ""), holiday.value("name", ""),
          JoinedTexts(holiday.value("dates", Json::array()))};
}

void CheckPermission(const Json& json, const std::string& path, JsonFaults& faults) {
  (void)ReadPermission(json, path, faults);
}

void CheckHoliday(const Json& json, const std::string& path, JsonFaults& faults) {
  (void)ReadHoliday(json, path, faults);
}

std::optional<Json> All(CliSession& session, const Kind& kind) {
  return session.CallPaged(kind.list, kind.name);
}

void List(CliSession& session, const Kind& kind) {
  const auto items = All(session, kind);
  if (!items) return;
  Table table(kind.head);
  for (const Json& item : *items) table.Add(kind.row(item));
  session.Print(*items, table.Text());
}

// What is wrong with each of them, before anything is sent: people's rights depend on the whole.
JsonFaults FaultsOf(const Kind& kind, const Json& items) {
  JsonFaults faults;
  for (std::size_t i = 0; i < items.size(); ++i) {
    kind.check(items[i], kind.name + "[" + std::to_string(i) + "]", faults);
  }
  return faults;
}

// The number in "permissions[17].id", and what stands behind it; nullopt if `path` is none of an item.
std::optional<std::pair<std::size_t, std::string>> ItemIn(const Kind& kind,
                                                          const std::string& path) {
  const std::string start = kind.name + "[";
  const std::size_t end = path.find(']');
  if (!path.starts_with(start) || end == std::string::npos) return std::nullopt;
  const std::string digits = path.substr(start.size(), end - start.size());
  return std::pair(std::strtoul(digits.c_str(), nullptr, 10), path.substr(end));
}

// A fault whose path counts from the item at `first`, with its place in the file.
void ComplainOf(CliSession& session, const Kind& kind, const std::string& file,
                const std::vector<std::size_t>& lines, std::size_t first, Error fault) {
  const auto place = ItemIn(kind, fault.path);
  if (!place || first + place->first >= lines.size()) return session.Complain(fault);
  const std::size_t item = first + place->first;
  fault.path = kind.name + "[" + std::to_string(item) + place->second;
  session.ComplainAt(file, lines[item], fault);
}

void Import(CliSession& session, const Kind& kind, const std::string& file) {
  const auto content = session.ReadText(file, kMaxRightsFile);
  if (!content) return session.Complain(content.error());
  const auto json = ParseJson(*content, {.max_bytes = kMaxRightsFile});
  if (!json) return session.Complain(json.error().While("reading " + file));
  const Json items = json->is_object() && json->contains(kind.name) ? (*json)[kind.name] : *json;
  if (!items.is_array()) {
    return session.Complain({ErrorCode::kInvalidArgument, file + ": expected a JSON array"});
  }
  const std::vector<std::size_t> lines = ElementLines(*content, kind.name);
  const JsonFaults faults = FaultsOf(kind, items);
  for (const Error& fault : faults.faults()) ComplainOf(session, kind, file, lines, 0, fault);
  if (!faults.empty()) return session.Note("nothing was imported");
  std::size_t changed = 0;
  for (std::size_t at = 0; at < items.size(); at += kMaxBatch) {
    const auto end = static_cast<std::ptrdiff_t>(std::min(items.size(), at + kMaxBatch));
    const Json batch(
        std::vector<Json>(items.begin() + static_cast<std::ptrdiff_t>(at), items.begin() + end));
    const auto answer = session.Ask(kind.put, {{kind.name, batch}});
    if (!answer) return;
    if (!*answer) {
      ComplainOf(session, kind, file, lines, at, answer->error());
      return session.Note(std::to_string(changed) + " " + kind.name + " before it are imported");
    }
    changed += (*answer)->value("changed", std::size_t{0});
  }
  session.Print({{"changed", changed}}, std::to_string(changed) + " " + kind.name + " imported");
}

void Export(CliSession& session, const Kind& kind, const std::string& file) {
  const auto items = All(session, kind);
  if (!items) return;
  const std::string text = items->dump(2) + "\n";
  if (file == "-") {
    std::fputs(text.c_str(), stdout);
  } else if (auto written = WriteFileDurably(file, AsBytes(text), 0644); !written) {
    session.Complain(written.error());
  }
}

void Delete(CliSession& session, const Kind& kind, const std::vector<std::string>& ids) {
  const auto result = session.Call(kind.remove, {{"ids", ids}});
  if (result) {
    session.Print(*result,
                  std::to_string(result->value("deleted", 0)) + " " + kind.name + " deleted");
  }
}

void AddKind(CLI::App& app, CliSession& session, const Kind& kind, const std::string& what) {
  CLI::App* verbs = app.add_subcommand(kind.name, what)->require_subcommand(1);
  verbs->add_subcommand("list", "Show all of them, a line each")->callback([&session, kind] {
    List(session, kind);
  });
  auto file = std::make_shared<std::string>();
  auto* loading =
      verbs->add_subcommand("import", "Add or replace " + kind.name + " from a JSON file");
  loading->add_option("file", *file, "A JSON array; - reads standard input")->required();
  loading->callback([&session, kind, file] { Import(session, kind, *file); });
  auto out = std::make_shared<std::string>("-");
  auto* exported = verbs->add_subcommand("export", "Write all " + kind.name + " to a JSON file");
  exported->add_option("file", *out, "The file; - writes standard output");
  exported->callback([&session, kind, out] { Export(session, kind, *out); });
  auto ids = std::make_shared<std::vector<std::string>>();
  auto* gone =
      verbs->add_subcommand("delete", "Delete by id; rights that depend on it no longer open");
  gone->add_option("id", *ids, "Ids of " + kind.name)->required();
  gone->callback([&session, kind, ids] { Delete(session, kind, *ids); });
}

}  // namespace

void AddRightsVerbs(CLI::App& app, CliSession& session) {
  AddKind(app, session,
          KindOf<PutPermissions, DeletePermissions, ListPermissions>(
              {"ID", "DOORS", "WHEN", "DETAIL"}, PermissionRow, CheckPermission),
          "Which doors may be passed, and when");
  AddKind(app, session,
          KindOf<PutHolidays, DeleteHolidays, ListHolidays>({"ID", "NAME", "DATES"}, HolidayRow,
                                                            CheckHoliday),
          "Dates on which weekly permissions have other hours");
}

}  // namespace doorward::inline cli
