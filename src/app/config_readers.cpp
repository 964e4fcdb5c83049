// The "readers" section. What each driver reads and opens is its own: doorward/drivers/reader_driver.hpp.

#include <algorithm>

#include "app/config_sections.hpp"

namespace doorward::inline app {
namespace {

// Everything that a reader can read, in the order of the alphabet.
const ReadsWords& KnownReads() {
  static const ReadsWords kKnown = [] {
    ReadsWords known;
    for (const Factor factor : AllFactors()) known.emplace(CredentialTypeName(factor));
    return known;
  }();
  return kKnown;
}

std::string Listed(const ReadsWords& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

bool IsCode(const std::string& what) {
  const auto type = CredentialTypeFromName(what);
  return type && RowOf(*type).read_as == ReadAs::kCode;
}

ReadsWords ReadReads(JsonReader& reader) {
  ReadsWords reads;
  const auto add = [&](const Json& json, const std::string& path) {
    std::string what;
    if (!ReadText(json, path, NonEmpty(16), reader.faults(), what)) return;
    if (!KnownReads().contains(what)) {
      reader.faults().Add(path, "expected one of " + Listed(KnownReads()));
    } else if (!reads.insert(what).second) {
      reader.faults().Add(path, "is there twice");
    }
  };
  const bool there = reader.RequiredArray("reads", KnownReads().size(), add);
  if (there && reads.empty()) reader.faults().Add(reader.PathOf("reads"), "expected at least one");
  return reads;
}

// Whether a device of `driver` can read all of `reads`: a fingerprint module reads nothing else, and a
// camera nothing but faces and codes. Nobody can tell by a text which kind of code it is.
bool CanRead(const ReaderDriver& driver, const ReadsWords& reads) {
  const auto words = " " + std::string(driver.reads) + " ";
  const bool all = std::ranges::all_of(reads, [&](const std::string& what) {
    return words.find(" " + what + " ") != std::string::npos;
  });
  if (!all || reads.size() == 1) return all;
  if (!driver.several || reads.contains("fingerprint")) return false;
  if (std::ranges::count_if(reads, IsCode) > 1) return false;
  return !reads.contains("face") || reads == ReadsWords{"face", "qr"};
}

const ReaderDriver* FindDriver(JsonReader& reader) {
  std::string name;
  if (!reader.Required("driver", name, NonEmpty(32))) return nullptr;
  const auto found = std::ranges::find(ReaderDrivers(), name, &ReaderDriver::name);
  if (found != ReaderDrivers().end()) return &*found;
  std::string names;
  for (const ReaderDriver& driver : ReaderDrivers()) {
    names += (names.empty() ? "" : ", ") + std::string(driver.name);
  }
  reader.faults().Add(reader.PathOf("driver"), "expected one of " + names);
  return nullptr;
}

void CheckDoor(const JsonReader& reader, const ReaderConfig& config,
               const std::vector<DoorSection>& doors, JsonFaults& faults) {
  const bool known = std::any_of(doors.begin(), doors.end(), [&](const DoorSection& section) {
    return section.door.id == config.door;
  });
  // Without any door the fault is there: not repeated for each reader.
  if (known || config.door.empty() || doors.empty()) return;
  faults.Add(reader.PathOf("door"), "there is no door \"" + config.door.str() + "\"");
}

LightsSection ReadLights(JsonReader& reader, UsedOnce& used) {
  const Json* json = reader.Find("feedback");
  if (json == nullptr) return {};
  JsonReader lines(*json, reader.PathOf("feedback"), reader.faults());
  LightsSection lights{.green = ReadOptionalLine(lines, "green", used),
                       .red = ReadOptionalLine(lines, "red", used),
                       .buzzer = ReadOptionalLine(lines, "buzzer", used)};
  lines.Finish();
  return lights;
}

void ReadReader(const Json& json, const std::string& path, UsedOnce& used, JsonFaults& faults,
                Config& config) {
  ReaderSection section;
  JsonReader reader(json, path, faults);
  if (reader.Required("id", section.reader.id)) {
    used.Take("reader \"" + section.reader.id.str() + "\"", reader.PathOf("id"));
  }
  reader.Required("door", section.reader.door);
  CheckDoor(reader, section.reader, config.doors, faults);
  if (reader.OptionalChoice("direction", {"in", "out"}) == 1) {
    section.reader.direction = Direction::kOut;
  }
  section.lights = ReadLights(reader, used);
  const ReaderDriver* driver = FindDriver(reader);
  section.reads = ReadReads(reader);
  Milliseconds repeat_after{};
  const bool says = reader.Optional("repeat_after_ms", repeat_after, Range{0, 60'000});
  if (driver == nullptr) return;  // Which other keys there may be, nobody knows.
  section.driver = driver->name;
  section.device = driver->read({.reader = reader, .used = used, .reads = section.reads});
  if (!says) repeat_after = section.device.repeat_after.value_or(section.reader.repeat_after);
  section.reader.repeat_after = repeat_after;
  reader.Finish();
  if (section.reads.empty()) return;
  if (!CanRead(*driver, section.reads)) {
    faults.Add(reader.PathOf("reads"), "no one device of this driver reads all of that; it reads " +
                                           std::string(driver->reads));
    return;
  }
  config.readers.push_back(std::move(section));
}

}  // namespace

void ReadReaders(JsonReader& root, UsedOnce& used, Config& config) {
  root.OptionalArray("readers", 64, [&](const Json& json, const std::string& path) {
    ReadReader(json, path, used, root.faults(), config);
  });
}

}  // namespace doorward::inline app
