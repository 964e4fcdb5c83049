#include "cli/status_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <vector>

#include "cli/table.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::string_view kRed = "\033[1;31m";
constexpr std::string_view kYellow = "\033[33m";
constexpr std::string_view kGreen = "\033[32m";
constexpr std::string_view kPlain = "\033[0m";

// Somebody must look at this.
struct Concern {
  std::vector<std::string> row;
  bool is_alarm = false;
};

std::string Spoken(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string Rounded(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", number);
  return text.data();
}

Json Member(const Json& status, const char* key) { return status.value(key, Json::object()); }

void AddDegraded(std::vector<Concern>& concerns, const std::string& what, const Json& states) {
  for (const auto& [id, state] : states.items()) {
    if (state.value("state", "") != "degraded") continue;
    concerns.push_back({{what, id, "degraded: " + state.value("detail", "")}});
  }
}

std::vector<Concern> ConcernsOf(const Json& status) {
  std::vector<Concern> concerns;
  const Json doors = Member(status, "doors");
  for (const auto& [id, door] : doors.items()) {
    const Json alarm = door.value("alarm", Json());
    if (!alarm.is_string()) continue;
    concerns.push_back({{"door", id, "ALARM: " + Spoken(alarm.get<std::string>())}, true});
  }
  AddDegraded(concerns, "reader", Member(status, "readers"));
  AddDegraded(concerns, "part", Member(status, "parts"));
  if (const Json need = status.value("needs_data", Json()); need.is_string()) {
    concerns.push_back({{"people", "",
                         "some may be missing, since " + need.get<std::string>() +
                             ": let the office send everything again, or `doorctl people delete "
                             "--all` and import"}});
  }
  if (const auto others = Member(status, "faces").value("other_model", 0); others > 0) {
    concerns.push_back(
        {{"faces", "",
          std::to_string(others) +
              " people have only faces of another model, which match nobody: send their "
              "photos again, or enroll them again at a reader"}});
  }
  if (status.value("clock", "") == "unsure") {
    concerns.push_back({{"clock", "", "unsure: only people without time limits pass"}});
  }
  const auto dropped = Member(status, "records").value("dropped", std::uint64_t{0});
  if (dropped > 0) {
    concerns.push_back({{"records", "", std::to_string(dropped) + " lost since the start"}});
  }
  return concerns;
}

std::string ConcernsText(const std::vector<Concern>& concerns, bool colour) {
  const auto painted = [colour](std::string_view paint, const std::string& text) {
    return colour ? std::string(paint) + text + std::string(kPlain) : text;
  };
  if (concerns.empty()) return painted(kGreen, "Nothing needs attention.") + "\n";
  Table table(concerns.front().row);
  for (std::size_t i = 1; i < concerns.size(); ++i) table.Add(concerns[i].row);
  std::istringstream lines(table.Text());
  std::string text = "Needs attention:\n";
  for (const Concern& concern : concerns) {
    std::string line;
    std::getline(lines, line);
    text += "  " + painted(concern.is_alarm ? kRed : kYellow, line) + "\n";
  }
  return text;
}

void AddStates(Table& table, const std::string& what, const Json& states) {
  for (const auto& [id, state] : states.items()) {
    table.Add({what, id, state.value("state", ""), state.value("detail", "")});
  }
}

std::string EverythingText(const Json& status) {
  Table table({"PART", "ID", "STATE", "DETAIL"});
  const Json doors = Member(status, "doors");
  for (const auto& [id, door] : doors.items()) {
    table.Add({"door", id, Spoken(door.value("state", "")), "mode " + door.value("mode", "")});
  }
  AddStates(table, "reader", Member(status, "readers"));
  AddStates(table, "part", Member(status, "parts"));
  const Json faces = Member(status, "faces");
  const Json records = Member(status, "records");
  table.Add({"people", "", std::to_string(status.value("people", 0)), ""});
  table.Add({"faces", "", std::to_string(faces.value("gallery", 0)),
             faces.value("mode", "") + ", threshold " + Rounded(faces.value("threshold", 0.0))});
  table.Add({"records", "", std::to_string(records.value("last_seq", 0LL)),
             std::to_string(status.value("backlog", 0)) + " not yet acknowledged, ring of " +
                 std::to_string(records.value("capacity", 0LL))});
  table.Add({"clock", "", status.value("clock", ""), status.value("at", "")});
  return table.Text();
}

}  // namespace

std::string StatusText(const Json& status, bool colour) {
  return ConcernsText(ConcernsOf(status), colour) + "\n" + EverythingText(status);
}

}  // namespace doorward::inline cli
