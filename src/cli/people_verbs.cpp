// doorctl people: list, get, import, export, template, delete.

#include "cli/people_csv.hpp"
#include "cli/people_import.hpp"
#include "cli/table.hpp"
#include "doorward/core/file.hpp"
#include "doorward/protocol/people_commands.hpp"

namespace doorward::inline cli {
namespace {

std::string Credentials(const Json& person) {
  std::map<std::string, int> counts;
  for (const Json& credential : person.value("credentials", Json::array())) {
    ++counts[credential.value("type", "?")];
  }
  std::string text;
  for (const auto& [type, count] : counts) {
    text += (text.empty() ? "" : " ") + type + (count > 1 ? "×" + std::to_string(count) : "");
  }
  return text;
}

std::string Joined(const Json& list) {
  std::string text;
  for (const Json& item : list) text += (text.empty() ? "" : " ") + item.get<std::string>();
  return text;
}

void List(CliSession& session) {
  const auto people = session.CallPaged<ListPeople>();
  if (!people) return;
  Table table({"ID", "NAME", "DEPARTMENT", "CREDENTIALS", "PERMISSIONS"});
  for (const Json& person : *people) {
    table.Add({person.value("id", ""), person.value("name", ""), person.value("department", ""),
               Credentials(person), Joined(person.value("permissions", Json::array()))});
  }
  session.Print(*people, table.Text());
}

void Get(CliSession& session, const std::string& id) {
  const auto result = session.Call(GetPerson{PersonId(id)});
  if (result) session.Print((*result)["person"], (*result)["person"].dump(2));
}

// A list of people to a file that its owner alone can read, or to standard output.
bool WriteOut(CliSession& session, const std::string& file, const std::string& content) {
  if (file == "-") {
    std::fputs(content.c_str(), stdout);
    return false;
  }
  auto written = WriteFileDurably(file, AsBytes(content), 0600);
  if (!written) session.Complain(written.error());
  return written.has_value();
}

struct ExportChoice {
  std::string file = "-";
  bool csv = false;
  bool mark = false;

  PeopleFormat format() const { return csv ? PeopleFormat::kCsv : PeopleFormatOf(file); }
};

void Export(CliSession& session, const ExportChoice& choice) {
  const PeopleFormat format = choice.format();
  if (choice.mark && format != PeopleFormat::kCsv) {
    return session.Complain({ErrorCode::kInvalidArgument, "--bom is for CSV"}, kExitUsage);
  }
  const auto people = session.CallPaged<ListPeople>();
  if (!people) return;
  const PeopleText text = WritePeopleFile(*people, format);
  if (text.left_out > 0) {
    session.Note(std::to_string(text.left_out) +
                 " credentials do not fit into CSV and were left out; JSON holds all");
  }
  if (!WriteOut(session, choice.file, (choice.mark ? kByteOrderMark : "") + text.content)) return;
  session.Print({{"people", people->size()}, {"file", choice.file}},
                std::to_string(people->size()) + " people written to " + choice.file);
}

// An example of a file to import: nobody's card, and a permission that is not there.
Json ExamplePeople() {
  return Json::array({{{"id", "example-1"},
                       {"name", "Ann Example"},
                       {"department", "Workshop"},
                       {"employee_no", "0001"},
                       {"valid_from", "2026-01-01T00:00:00+08:00"},
                       {"valid_until", "2030-12-31T23:59:59+08:00"},
                       {"groups", {"staff"}},
                       {"permissions", {"example-hours"}},
                       {"credentials",
                        {{{"type", "card"}, {"uid", "04A1B2C3D4E580"}},
                         {{"type", "qr"}, {"text", "EXAMPLE-1"}},
                         {{"type", "pin"}, {"pin", "482913"}}}}}});
}

void Template(CliSession& session, const ExportChoice& choice) {
  const bool json = session.json || (choice.file != "-" && choice.format() != PeopleFormat::kCsv);
  const PeopleText text =
      WritePeopleFile(ExamplePeople(), json ? PeopleFormat::kJson : PeopleFormat::kCsv);
  if (!WriteOut(session, choice.file,
                (choice.mark && !json ? kByteOrderMark : "") + text.content)) {
    return;
  }
  session.Print({{"file", choice.file}}, "written to " + choice.file);
}

void Delete(CliSession& session, const std::vector<std::string>& ids, bool all) {
  if (ids.empty() != all) {
    return session.Complain({ErrorCode::kInvalidArgument, "name people to delete, or say --all"},
                            kExitUsage);
  }
  DeletePeople command{.all = all};
  for (const std::string& id : ids) command.ids.emplace_back(id);
  const auto result = session.Call(command);
  if (result)
    session.Print(*result, std::to_string(result->value("deleted", 0)) + " people deleted");
}

void AddImport(CLI::App* people, CliSession& session) {
  auto choice = std::make_shared<ImportChoice>();
  auto* verb = people->add_subcommand("import", "Add or replace people from a file");
  verb->footer(
      "CSV begins with a row of column names: " + PeopleColumns() +
      ".\nOnly id is required. Lists are separated by ';'. `doorctl people template` prints "
      "an example, with --json one in JSON.");
  verb->add_option("file", choice->file,
                   "CSV if it ends in .csv or .tsv, JSON lines if in .jsonl, else JSON; - reads "
                   "standard input")
      ->required();
  verb->add_flag("--csv", choice->csv, "Read it as CSV, whatever its name");
  verb->add_flag("--dry-run", choice->dry_run, "Say what is wrong and change nothing");
  verb->add_flag("--strict", choice->strict,
                 "Take nobody if anything is wrong; without it, only those at fault are left out");
  verb->add_option(
      "--rejects", choice->rejects,
      "Where those left out are written, to be mended and imported; without it, beside "
      "the file");
  verb->callback([&session, choice] { ImportPeople(session, *choice); });
}

void AddExport(CLI::App* people, CliSession& session) {
  auto choice = std::make_shared<ExportChoice>();
  auto* verb = people->add_subcommand("export", "Write everyone to a file (readable by you alone)");
  verb->add_option("file", choice->file,
                   "CSV if it ends in .csv, JSON lines if in .jsonl, else JSON; - writes standard "
                   "output");
  verb->add_flag("--csv", choice->csv, "Write CSV, whatever its name");
  verb->add_flag("--bom", choice->mark,
                 "Begin CSV with a byte order mark, by which Excel knows UTF-8");
  verb->callback([&session, choice] { Export(session, *choice); });

  auto shown = std::make_shared<ExportChoice>();
  auto* example = people->add_subcommand(
      "template", "Write an example of a file to import: CSV, or with --json JSON");
  example->add_option("file", shown->file, "The file; - writes standard output");
  example->add_flag("--bom", shown->mark,
                    "Begin CSV with a byte order mark, by which Excel knows UTF-8");
  example->callback([&session, shown] { Template(session, *shown); });
}

}  // namespace

void AddPeopleVerbs(CLI::App& app, CliSession& session) {
  CLI::App* people =
      app.add_subcommand("people", "List, import, export and delete people and their credentials")
          ->require_subcommand(1);
  people->add_subcommand("list", "Show everyone, a line each")->callback([&] { List(session); });

  auto* get = people->add_subcommand(
      "get", "Show all that is known of one person; secrets are never shown");
  auto id = std::make_shared<std::string>();
  get->add_option("id", *id, "The person's id")->required();
  get->callback([&session, id] { Get(session, *id); });

  AddImport(people, session);
  AddExport(people, session);

  auto* gone =
      people->add_subcommand("delete", "Delete people, and every byte of their credentials");
  auto ids = std::make_shared<std::vector<std::string>>();
  auto all = std::make_shared<bool>(false);
  gone->add_option("id", *ids, "Ids of people");
  gone->add_flag("--all", *all, "Delete everyone");
  gone->callback([&session, ids, all] { Delete(session, *ids, *all); });
}

}  // namespace doorward::inline cli
