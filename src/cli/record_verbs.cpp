// doorctl records: list, find, follow, snapshot.

#include <algorithm>
#include <iostream>

#include "cli/session.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/worker.hpp"
#include "doorward/protocol/device_commands.hpp"
#include "doorward/protocol/record_commands.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::size_t kPage = 500;
constexpr Milliseconds kFollowInterval{250};

struct Filter {
  std::int64_t after = 0;
  std::size_t limit = 50;
  std::string person;
  std::string kind;
  std::string code;
  std::string card;
};

Json Arguments(const Filter& filter) {
  Json arguments{{"after_seq", filter.after}, {"limit", std::min(filter.limit, kPage)}};
  if (!filter.person.empty()) arguments["person"] = filter.person;
  if (!filter.kind.empty()) arguments["kind"] = filter.kind;
  if (!filter.code.empty()) arguments["code"] = filter.code;
  if (!filter.card.empty()) arguments["card"] = filter.card;
  return arguments;
}

// "04A1B2C3", or "…7731 (9F3A6C1E2B7D4A5C)" of what is not told.
std::string Shown(const Json& credential) {
  if (!credential.contains("digest")) return credential.value("value", "");
  return "\u2026" + credential.value("ends", "") + " (" + credential.value("digest", "") + ")";
}

// "#4711 2026-11-23T08:01:07.412+08:00 main/nfc card granted ok 1001 04A1B2C3"
std::string Line(const Json& record) {
  std::string text = "#" + std::to_string(record.value("seq", 0LL)) + "  " + record.value("at", "");
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += "  " + part;
  };
  add(record.value("door", "") +
      (record.contains("reader") ? "/" + record.value("reader", "") : ""));
  if (record.value("kind", "") == "access") {
    add(record.value("method", ""));
    add(record.value("result", ""));
    add(record.value("reason", ""));
    add(record.contains("person") ? "person " + record.value("person", "") : "");
    if (record.contains("credential")) add(Shown(record["credential"]));
  } else {
    add(record.value("kind", ""));
    add(record.value("event", ""));
  }
  add(record.value("detail", ""));
  if (record.value("late", false)) add("late");
  return text;
}

void Show(CliSession& session, const Json& records) {
  for (const Json& record : records) session.Print(record, Line(record));
}

// The number of the newest record.
std::optional<std::int64_t> LastSeq(CliSession& session) {
  const auto info = session.Call(GetDeviceInfo{});
  if (!info) return std::nullopt;
  return info->value("records", Json::object()).value("last_seq", std::int64_t{0});
}

// The newest, unless it is said from where on.
void List(CliSession& session, Filter filter, bool newest) {
  if (newest) {
    const auto last = LastSeq(session);
    if (!last) return;
    filter.after = std::max<std::int64_t>(0, *last - static_cast<std::int64_t>(filter.limit));
  }
  std::size_t left = filter.limit;
  while (left > 0) {
    filter.limit = left;
    const auto page = session.Call(QueryRecords::kName, Arguments(filter));
    if (!page) return;
    const Json records = page->value("records", Json::array());
    Show(session, records);
    left -= std::min(left, records.size());
    if (records.empty() || page->value("next", Json()).is_null()) return;
    filter.after = records.back().value("seq", std::int64_t{0});
  }
}

// What was shown may be a secret: "-" reads it from standard input, where no list of processes tells it.
void Find(CliSession& session, Filter filter) {
  if (filter.code == "-") std::getline(std::cin, filter.code);
  if (filter.code.empty() == filter.card.empty()) {
    return session.Complain({ErrorCode::kInvalidArgument, "expected either --code or --card"});
  }
  List(session, std::move(filter), false);
}

// What a line of a watch tells beside records goes to stderr: what is printed are records alone.
void ShowWatched(const CliSession& session, const Json& line) {
  if (line.contains("record")) return session.Print(line["record"], Line(line["record"]));
  if (line.contains("overwritten")) {
    const Json& gone = line["overwritten"];
    session.Note("the terminal kept no more of records " +
                 std::to_string(gone.value("from", RecordSeq{0})) + " to " +
                 std::to_string(gone.value("to", RecordSeq{0})));
  }
  if (line.contains("log_id")) session.Note("the terminal's log was damaged and is a new one");
}

void FollowByWatch(CliSession& session, const Filter& filter, bool from_start) {
  Json arguments = Arguments(filter);
  arguments.erase("limit");
  if (!from_start) arguments.erase("after_seq");
  session.Watch(arguments, [&session](const Json& line) { ShowWatched(session, line); });
}

// An office has the record stream; this one is a guest of it, and asks again and again.
void FollowByAsking(CliSession& session, Filter filter, bool from_start) {
  filter.limit = kPage;
  if (!from_start) {
    const auto last = LastSeq(session);
    if (!last) return;
    filter.after = *last;
  }
  const std::stop_source never;
  while (true) {
    const auto page = session.Call(QueryRecords::kName, Arguments(filter));
    if (!page) return;
    const Json records = page->value("records", Json::array());
    Show(session, records);
    if (!records.empty()) filter.after = records.back().value("seq", filter.after);
    if (records.size() < kPage) WaitFor(never.get_token(), kFollowInterval);
  }
}

// From now on, or from --after, until interrupted.
void Follow(CliSession& session, const Filter& filter, bool from_start) {
  if (session.CanWatch()) return FollowByWatch(session, filter, from_start);
  if (session.exit_code() == kExitOk) FollowByAsking(session, filter, from_start);
}

void Snapshot(CliSession& session, std::int64_t seq, const std::string& file) {
  const auto result = session.Call(GetSnapshot{seq});
  if (!result) return;
  const auto jpeg = FromBase64(result->value("jpeg", ""));
  if (!jpeg) return session.Complain(jpeg.error());
  if (auto written = WriteFileDurably(file, *jpeg, 0600); !written) {
    return session.Complain(written.error());
  }
  session.Print({{"seq", seq}, {"file", file}, {"bytes", jpeg->size()}}, "written to " + file);
}

void AddFilter(CLI::App* verb, Filter& filter) {
  verb->add_option("--after", filter.after, "Only records after this number");
  verb->add_option("--person", filter.person, "Only records of the person with this id");
  verb->add_option("--kind", filter.kind, "Only one kind: access, door, alarm, command or system");
}

}  // namespace

void AddRecordVerbs(CLI::App& app, CliSession& session) {
  CLI::App* records =
      app.add_subcommand("records", "Show what happened at the doors")->require_subcommand(1);
  auto filter = std::make_shared<Filter>();

  auto* list = records->add_subcommand(
      "list", "Show the newest records; with a filter, the oldest that pass it");
  AddFilter(list, *filter);
  list->add_option("--limit", filter->limit, "Show at most so many")->capture_default_str();
  list->callback([&session, filter, list] {
    const bool from_somewhere =
        list->count("--after") + list->count("--person") + list->count("--kind") > 0;
    List(session, *filter, !from_somewhere);
  });

  auto* find = records->add_subcommand(
      "find", "Show the records at which one code or card was shown, the oldest first");
  find->add_option("--code", filter->code, "The code's text; - reads it from standard input");
  find->add_option("--card", filter->card, "The card's UID in hex");
  find->add_option("--after", filter->after, "Only records after this number");
  find->add_option("--limit", filter->limit, "Show at most so many")->capture_default_str();
  find->callback([&session, filter] { Find(session, *filter); });

  auto* follow = records->add_subcommand(
      "follow",
      "Show new records as they come, until Ctrl-C. With --mqtt it asks four times a second");
  AddFilter(follow, *filter);
  follow->callback(
      [&session, filter, follow] { Follow(session, *filter, follow->count("--after") > 0); });

  auto seq = std::make_shared<std::int64_t>(0);
  auto file = std::make_shared<std::string>();
  auto* snapshot =
      records->add_subcommand("snapshot", "Save the picture that was taken at a face attempt");
  snapshot->add_option("seq", *seq, "The record's number, as `records list` shows it")->required();
  snapshot->add_option("-o,--output", *file, "Where to write the JPEG")->required();
  snapshot->callback([&session, seq, file] { Snapshot(session, *seq, *file); });
}

}  // namespace doorward::inline cli
