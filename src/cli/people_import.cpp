#include "cli/people_import.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>

#include "cli/people_check.hpp"
#include "cli/progress.hpp"
#include "doorward/core/file.hpp"
#include "doorward/protocol/people_commands.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::size_t kBatchBytes = 900 * 1024;  // The limit for one message, with room.
constexpr std::size_t kMaxFile = 512 * 1024 * 1024;
constexpr std::size_t kMaxIdsTold = 50;
constexpr int kTakenBeforeAsking = 8;  // The terminal tells one at a time.

bool IsGood(const PersonEntry& entry) { return entry.faults.empty(); }

// The number in "people[17].name"; nullopt if `path` is none of a person.
std::optional<std::size_t> PlaceIn(std::string_view path) {
  constexpr std::string_view kStart = "people[";
  if (!path.starts_with(kStart)) return std::nullopt;
  path.remove_prefix(kStart.size());
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), place);
  const bool closed = end != path.data() + path.size() && *end == ']';
  return error == std::errc() && closed ? std::optional(place) : std::nullopt;
}

// Whether the person is at fault, and not the terminal or the way there.
bool IsFaultOfPerson(ErrorCode code) {
  return code == ErrorCode::kInvalidArgument || code == ErrorCode::kNotFound ||
         code == ErrorCode::kAlreadyExists || code == ErrorCode::kPermissionDenied ||
         code == ErrorCode::kUnsupported;
}

// "people.rejects.csv", or the next such name that is free.
std::string DefaultRejects(const std::string& file, PeopleFormat format) {
  const std::filesystem::path path = file == "-" ? "people" : file;
  std::string extension = path.extension().string();
  if (extension.empty()) {
    extension = format == PeopleFormat::kCsv         ? ".csv"
                : format == PeopleFormat::kJsonLines ? ".jsonl"
                                                     : ".json";
  }
  const std::string stem = (path.parent_path() / path.stem()).string() + ".rejects";
  std::string name = stem + extension;
  for (int number = 2; std::filesystem::exists(name); ++number) {
    name = stem + "-" + std::to_string(number) + extension;
  }
  return name;
}

class Importer {
 public:
  Importer(CliSession& session, const ImportChoice& choice, PeopleFile file)
      : session_(session), choice_(choice), file_(std::move(file)) {}

  void Run() {
    CheckPeople(file_.entries);
    const bool stop_early = choice_.strict && !AllGood();
    if (!stop_early && !LookAtTerminal()) return;
    if (!stop_early && !choice_.dry_run && !(choice_.strict && !AllGood())) SendAll();
    Report();
  }

 private:
  bool AllGood() const { return std::ranges::all_of(file_.entries, IsGood); }

  // Only where it matters: it is a listing of everybody.
  bool LookAtTerminal() {
    const bool has_held = std::ranges::any_of(file_.entries, [](const PersonEntry& entry) {
      if (!IsGood(entry) || !entry.person.contains("credentials")) return false;
      return std::ranges::any_of(entry.person["credentials"],
                                 [](const Json& one) { return one.contains("held"); });
    });
    if (!has_held && !choice_.dry_run) return true;
    const auto people = session_.CallPaged<ListPeople>();
    if (!people) return false;
    const PeopleThere there = WhoIsThere(*people);
    if (choice_.dry_run) CheckTaken(file_.entries, there);
    missing_ = DropMissingSecrets(file_.entries, there);
    return true;
  }

  void SendAll() {
    Progress progress("importing", file_.entries.size());
    for (std::size_t at = 0; at < file_.entries.size() && !stopped_;) {
      const std::size_t first = at;
      std::vector<std::size_t> batch = NextBatch(at);
      if (!SendBatch(std::move(batch))) stopped_ = first;
      progress.Show(at);
    }
  }

  // The places of the next good entries that fit into one command.
  std::vector<std::size_t> NextBatch(std::size_t& at) const {
    std::vector<std::size_t> batch;
    std::size_t bytes = 0;
    for (; at < file_.entries.size() && batch.size() < kMaxBatch; ++at) {
      if (!IsGood(file_.entries[at])) continue;
      const std::size_t size = DumpJson(file_.entries[at].person).size() + 1;
      if (!batch.empty() && bytes + size > kBatchBytes) break;
      bytes += size;
      batch.push_back(at);
    }
    return batch;
  }

  // Again without those that the terminal refuses, until it takes the others. False: it cannot go on.
  bool SendBatch(std::vector<std::size_t> batch) {
    while (!batch.empty()) {
      Json people = Json::array();
      for (const std::size_t place : batch) people.push_back(file_.entries[place].person);
      const auto answer = session_.Ask(PutPeople::kName, {{"people", std::move(people)}});
      if (!answer) return false;
      if (*answer) {
        const Json& result = **answer;
        changed_ += result.value("changed", std::size_t{0});
        const Json unread = result.value("unread", Json::object());
        for (const auto& [type, count] : unread.items()) unread_[type] += count.get<std::size_t>();
        return true;
      }
      if (!NoteRefused(answer->error(), batch)) {
        session_.Complain(answer->error());
        return false;
      }
      if (choice_.strict) return false;
      if (answer->error().code == ErrorCode::kAlreadyExists && ++taken_ == kTakenBeforeAsking) {
        LookForTaken();
      }
      std::erase_if(batch, [this](std::size_t place) { return !IsGood(file_.entries[place]); });
    }
    return true;
  }

  void LookForTaken() {
    const auto people = session_.CallPaged<ListPeople>();
    if (people) CheckTaken(file_.entries, WhoIsThere(*people));
  }

  // Notes the terminal's faults with whom they are about: its "people[3]" is the fourth of the batch, and
  // each line of its message after the first begins with its own path.
  bool NoteRefused(const Error& error, const std::vector<std::size_t>& batch) {
    if (!IsFaultOfPerson(error.code)) return false;
    bool noted = false;
    std::istringstream lines(error.Text());
    for (std::string line; std::getline(lines, line);) {
      const auto place = PlaceIn(line);
      const std::size_t colon = line.find(": ");
      if (!place || *place >= batch.size() || colon == std::string::npos) continue;
      const std::size_t entry = batch[*place];
      const std::string below = line.substr(line.find(']') + 1, colon - line.find(']') - 1);
      file_.entries[entry].faults.push_back(
          {error.code, line.substr(colon + 2), PersonPath(entry) + below});
      noted = true;
    }
    return noted;
  }

  void Report() {
    TellMissing();
    TellUnread();
    TellFaults();
    const auto left_out = static_cast<std::size_t>(
        std::ranges::count_if(file_.entries, [](const auto& entry) { return !IsGood(entry); }));
    if (stopped_) TellStop();
    std::string rejects;
    const bool partial = !choice_.dry_run && !choice_.strict;
    if (left_out > 0 && (partial || !choice_.rejects.empty())) rejects = WriteRejects();
    Json result{
        {choice_.dry_run ? "would_change" : "changed", choice_.dry_run ? Sendable() : changed_},
        {"left_out", left_out}};
    if (!missing_.empty()) result["missing_secrets"] = missing_;
    if (!unread_.empty()) result["unread"] = unread_;
    if (!rejects.empty()) result["rejects"] = rejects;
    std::string text = choice_.dry_run ? std::to_string(Sendable()) + " people would be imported"
                                       : std::to_string(changed_) + " people imported";
    if (left_out > 0) text += ", " + std::to_string(left_out) + " left out";
    if (!rejects.empty()) text += ": mend " + rejects + " and import it";
    session_.Print(result, text);
  }

  std::size_t Sendable() const {
    if (choice_.strict && !AllGood()) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(file_.entries, IsGood));
  }

  void TellMissing() {
    for (const auto& [type, ids] : missing_) {
      std::string text = std::to_string(ids.size()) + " secrets of type " + type +
                         " are not held by this terminal and are missing; they must be given anew "
                         "to: ";
      for (std::size_t i = 0; i < std::min(ids.size(), kMaxIdsTold); ++i) {
        text += (i == 0 ? "" : ", ") + ids[i];
      }
      if (ids.size() > kMaxIdsTold) {
        text += " and " + std::to_string(ids.size() - kMaxIdsTold) + " more (--json names all)";
      }
      session_.Note(text);
    }
  }

  void TellUnread() {
    for (const auto& [type, count] : unread_) {
      session_.Note(
          std::to_string(count) + " credentials of type " + type +
          " are kept, but no reader of this terminal reads them: give these people another, or "
          "it a reader (doorctl device info tells what it reads)");
    }
  }

  void TellFaults() {
    for (const PersonEntry& entry : file_.entries) {
      for (const Error& fault : entry.faults) {
        session_.ComplainAt(choice_.file, entry.line, fault);
      }
    }
  }

  void TellStop() {
    const std::size_t line = file_.entries[*stopped_].line;
    session_.Note(std::to_string(changed_) + " of " + std::to_string(file_.entries.size()) +
                  " people are imported; nobody from line " + std::to_string(line) +
                  " on is. Import again when it is mended: what is there stays.");
    session_.Fail(kExitRefused);
  }

  std::string WriteRejects() {
    std::string name =
        choice_.rejects.empty() ? DefaultRejects(choice_.file, file_.format) : choice_.rejects;
    // There may be PINs in it: for its owner alone.
    if (auto written = WriteFileDurably(name, AsBytes(WriteFaulty(file_)), 0600); !written) {
      session_.Complain(written.error());
      return {};
    }
    return name;
  }

  CliSession& session_;
  const ImportChoice& choice_;
  PeopleFile file_;
  std::size_t changed_ = 0;
  int taken_ = 0;  // How often the terminal said that somebody else has a credential.
  std::optional<std::size_t> stopped_;  // The place that a batch began at which could not be sent.
  std::map<std::string, std::vector<std::string>> missing_;
  std::map<std::string, std::size_t> unread_;  // By type: what the terminal has no reader for.
};

}  // namespace

void ImportPeople(CliSession& session, const ImportChoice& choice) {
  const auto text = session.ReadText(choice.file, kMaxFile);
  if (!text) return session.Complain(text.error());
  auto file = ReadPeopleFile(*text, choice.csv ? PeopleFormat::kCsv : PeopleFormatOf(choice.file));
  if (!file) return session.Complain(file.error().While("reading " + choice.file));
  if (!file->note.empty()) session.Note(choice.file + ": " + file->note);
  Importer(session, choice, std::move(*file)).Run();
}

}  // namespace doorward::inline cli
