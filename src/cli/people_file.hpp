// Files of people: what `doorctl people import` reads, and `export` and `template` write.
//
// JSON: an array of persons, or {"people": [...]}, in the protocol's shape: nothing is lost. JSON lines: a
// person a line. CSV: people_csv.hpp.

#pragma once

#include <string>
#include <vector>

#include "doorward/core/json.hpp"

namespace doorward::inline cli {

enum class PeopleFormat { kJson, kJsonLines, kCsv };

// One person of a file, good or not.
struct PersonEntry {
  Json person;
  std::size_t line = 0;  // Where they begin, from 1.
  std::string raw = {};  // As they stand there; empty in JSON, where `person` says it all.
  std::vector<Error> faults = {};  // Paths as in `person` of people[place among the entries].
};

struct PeopleFile {
  PeopleFormat format = PeopleFormat::kJson;
  std::vector<PersonEntry> entries;
  std::string head = {};  // Of CSV: the row of column names as it stands.
  std::string note = {};  // What was found out about the file and whoever sent it should know.
};

// By the end of its name: .csv or .tsv, .jsonl or .ndjson, all else JSON.
PeopleFormat PeopleFormatOf(const std::string& file);

// "people[501]", as paths of faults begin.
std::string PersonPath(std::size_t place);

// kInvalidArgument if the file as a whole cannot be read; what is wrong with one person is with them.
Result<PeopleFile> ReadPeopleFile(const std::string& text, PeopleFormat format);

// Those entries of `file` that have faults, as a file of its format that can be mended and read.
std::string WriteFaulty(const PeopleFile& file);

struct PeopleText {
  std::string content;
  std::size_t left_out = 0;  // Credentials that CSV cannot hold.
};
PeopleText WritePeopleFile(const Json& people, PeopleFormat format);

}  // namespace doorward::inline cli
