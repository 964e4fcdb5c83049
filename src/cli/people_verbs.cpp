// doorctl people: list, get, import, export, delete.

#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/people_file.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "doorward/core/file.hpp"

namespace doorward {
namespace {

constexpr std::size_t kBatchPeople = 500;        // The protocol's limit for one command,
constexpr std::size_t kBatchBytes = 900 * 1024;  // and its limit for one message, with room.
constexpr std::size_t kMaxFile = 512 * 1024 * 1024;

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
  const auto people = session.CallPaged("people.list", "people", {{"limit", 500}});
  if (!people) return;
  Table table({"ID", "NAME", "DEPARTMENT", "CREDENTIALS", "PERMISSIONS"});
  for (const Json& person : *people) {
    table.Add({person.value("id", ""), person.value("name", ""), person.value("department", ""),
               Credentials(person), Joined(person.value("permissions", Json::array()))});
  }
  session.Print(*people, table.Text());
}

void Get(CliSession& session, const std::string& id) {
  const auto result = session.Call("people.get", {{"id", id}});
  if (result) session.Print((*result)["person"], (*result)["person"].dump(2));
}

// Takes the next persons that fit into one command.
Json NextBatch(const Json& people, std::size_t& at) {
  Json batch = Json::array();
  std::size_t bytes = 0;
  while (at < people.size() && batch.size() < kBatchPeople) {
    const std::size_t size = DumpJson(people[at]).size() + 1;
    if (!batch.empty() && bytes + size > kBatchBytes) break;
    bytes += size;
    batch.push_back(people[at++]);
  }
  return batch;
}

Result<std::string> ReadInput(const std::string& file) {
  if (file != "-") return ReadFile(file, kMaxFile);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

void Import(CliSession& session, const std::string& file, bool csv) {
  const auto content = ReadInput(file);
  if (!content) return session.Complain(content.error());
  const auto people = ReadPeopleFile(*content, csv || IsCsvName(file));
  if (!people) return session.Complain(people.error().While("reading " + file));
  std::size_t changed = 0;
  {
    Progress progress("importing", people->size());
    for (std::size_t at = 0; at < people->size();) {
      const std::size_t first = at;
      const auto result = session.Call("people.put", {{"people", NextBatch(*people, at)}});
      if (!result) {
        std::fprintf(stderr,
                     "doorctl: %zu of %zu people are imported; the batch of %zu that begins at "
                     "people[%zu] is not. Mend it and import again: what is there stays.\n",
                     first, people->size(), at - first, first);
        return;
      }
      changed += result->value("changed", std::size_t{0});
      progress.Show(at);
    }
  }
  session.Print({{"changed", changed}}, std::to_string(changed) + " people imported");
}

void Export(CliSession& session, const std::string& file, bool csv) {
  const auto people = session.CallPaged("people.list", "people", {{"limit", 500}});
  if (!people) return;
  const PeopleText text = WritePeopleFile(*people, csv || IsCsvName(file));
  if (text.left_out > 0) {
    std::fprintf(stderr,
                 "doorctl: %zu credentials do not fit into CSV and were left out; JSON holds all\n",
                 text.left_out);
  }
  if (file == "-") {
    std::fputs(text.content.c_str(), stdout);
    return;
  }
  // Personal data: for its owner alone.
  if (auto written = WriteFileDurably(file, AsBytes(text.content), 0600); !written) {
    return session.Complain(written.error());
  }
  session.Print({{"people", people->size()}, {"file", file}},
                std::to_string(people->size()) + " people written to " + file);
}

void Delete(CliSession& session, const std::vector<std::string>& ids, bool all) {
  if (ids.empty() != all) {
    return session.Complain({ErrorCode::kInvalidArgument, "name people to delete, or say --all"},
                            kExitUsage);
  }
  const auto result = session.Call("people.delete", all ? Json{{"all", true}} : Json{{"ids", ids}});
  if (result)
    session.Print(*result, std::to_string(result->value("deleted", 0)) + " people deleted");
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

  auto* loading = people->add_subcommand("import", "Add or replace people from a file");
  auto in = std::make_shared<std::string>();
  auto in_csv = std::make_shared<bool>(false);
  loading->add_option("file", *in, "JSON, or CSV if it ends in .csv; - reads standard input")
      ->required();
  loading->add_flag("--csv", *in_csv, "Read it as CSV, whatever its name");
  loading->callback([&session, in, in_csv] { Import(session, *in, *in_csv); });

  auto* exported =
      people->add_subcommand("export", "Write everyone to a file (readable by you alone)");
  auto out = std::make_shared<std::string>("-");
  auto out_csv = std::make_shared<bool>(false);
  exported->add_option("file", *out, "JSON, or CSV if it ends in .csv; - writes standard output");
  exported->add_flag("--csv", *out_csv, "Write CSV, whatever its name");
  exported->callback([&session, out, out_csv] { Export(session, *out, *out_csv); });

  auto* gone =
      people->add_subcommand("delete", "Delete people, and every byte of their credentials");
  auto ids = std::make_shared<std::vector<std::string>>();
  auto all = std::make_shared<bool>(false);
  gone->add_option("id", *ids, "Ids of people");
  gone->add_flag("--all", *all, "Delete everyone");
  gone->callback([&session, ids, all] { Delete(session, *ids, *all); });
}  // namespace doorward

}  // namespace doorward
