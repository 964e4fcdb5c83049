#include "cli/people_file.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "cli/people_check.hpp"
#include "cli/people_csv.hpp"

namespace doorward {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

PeopleFile Read(const std::string& text, PeopleFormat format = PeopleFormat::kCsv) {
  auto file = ReadPeopleFile(text, format);
  EXPECT_TRUE(file) << file.error().Text();
  if (!file) return {};
  CheckPeople(file->entries);
  return std::move(*file);
}

std::string Refusal(const std::string& text, PeopleFormat format = PeopleFormat::kCsv) {
  const auto file = ReadPeopleFile(text, format);
  return file ? "" : file.error().Text();
}

// "2: people[0].id: …" for every fault of the file.
std::vector<std::string> Faults(const PeopleFile& file) {
  std::vector<std::string> all;
  for (const PersonEntry& entry : file.entries) {
    for (const Error& fault : entry.faults) {
      all.push_back(std::to_string(entry.line) + ": " + fault.Text());
    }
  }
  return all;
}

std::vector<std::string> Ids(const PeopleFile& file) {
  std::vector<std::string> ids;
  for (const PersonEntry& entry : file.entries) ids.push_back(entry.person.value("id", ""));
  return ids;
}

TEST(PeopleCsv, TakesTheSeparatorThatTheFileShows) {
  for (const char separator : {',', ';', '\t', '|'}) {
    std::string text = "id,name,pin\n1,Ann,4711\n";
    std::ranges::replace(text, ',', separator);
    const PeopleFile file = Read(text);
    ASSERT_EQ(file.entries.size(), 1U) << separator;
    EXPECT_EQ(file.entries[0].person["name"], "Ann");
    EXPECT_EQ(file.note.empty(), separator == ',');
  }
  EXPECT_THAT(Ids(Read("sep=;\r\nid;name\r\n1;a,b\r\n")), ElementsAre("1"));
  EXPECT_THAT(Ids(Read("\"sep=,\"\nid,name\n1,a;b;c;d\n")), ElementsAre("1"));
  EXPECT_EQ(Read("id;groups\n1;\"a;b\"\n").entries[0].person["groups"], Json({"a", "b"}));
}

TEST(PeopleCsv, PassesOverEmptyRowsAndColumnsAndKeepsTheLinesRight) {
  const PeopleFile file = Read(",,,\n\nid,,name,\n1,,Ann,\n,,,\n ,, ,\n\n2,,Bob,,,\n,,Eve,\n");
  EXPECT_THAT(Ids(file), ElementsAre("1", "2", ""));
  EXPECT_THAT(Faults(file), ElementsAre("9: people[2].id: missing"));
  EXPECT_THAT(Faults(Read("id,,name\n1,x,Ann\n")),
              ElementsAre(HasSubstr("2: people[0]: there is a cell in a column that has no name")));
}

TEST(PeopleCsv, CountsTheLinesWithinQuotedCells) {
  const PeopleFile file = Read("id,name\r\n1,\"two\r\nlines\"\r\n?,x\r\n");
  EXPECT_EQ(file.entries[0].person["name"], "two\r\nlines");
  EXPECT_THAT(Faults(file), ElementsAre(testing::StartsWith("4: people[1].id: ")));
}

TEST(PeopleCsv, TakesNamesOfColumnsInAnyCaseAndCellsWithSpacesAround) {
  const PeopleFile file = Read(
      " ID , Employee No.,QR codes,\"Valid-Until\"\n 1 ,\xC2\xA0"
      "007 , A B ;C,2030-01-01T00:00:00Z\n");
  EXPECT_THAT(Faults(file), ElementsAre());
  EXPECT_EQ(file.entries[0].person["employee_no"], "007");
  EXPECT_EQ(file.entries[0].person["credentials"][0]["text"], "A B");
  EXPECT_EQ(Read("id,name\n1,\" x \"\n").entries[0].person["name"], " x ");
}

TEST(PeopleCsv, NamesTheColumnsThatItKnows) {
  EXPECT_THAT(Refusal("id,nmae,x\n"),
              HasSubstr("line 1: unknown column \"nmae\", \"x\"; known are id, name"));
  EXPECT_THAT(Refusal(""), HasSubstr("known are id, name, department"));
  EXPECT_THAT(Refusal("id,name,ID\n"), HasSubstr("\"id\" is there twice"));
  EXPECT_THAT(Refusal("name\n"), HasSubstr("\"id\""));
  EXPECT_THAT(Refusal("id,name\n1,x\n2,\"y\n3,z\n"),
              HasSubstr("line 3: a quoted cell does not end"));
}

TEST(PeopleCsv, SaysWhatASpreadsheetDidToANumberAndNeverTheNumber) {
  const PeopleFile file = Read(
      "id,cards,pin,employee_no\n1,1.23E+09,,\n2,,\"4,71E+11\",\n3,,123,\n4,4A1B2C3,,\n5,1234567,,"
      "\n"
      "6,,,4.5E+5\n7,\"=\"\"04A1B2C3\"\"\",'0123,\n");
  EXPECT_THAT(Faults(file),
              ElementsAre(HasSubstr("2: people[0].cards: a spreadsheet has rounded"),
                          HasSubstr("3: people[1].pin: a spreadsheet has rounded"),
                          HasSubstr("4: people[2].pin: too few digits"),
                          HasSubstr("5: people[3].credentials[0].uid"),
                          HasSubstr("6: people[4].cards: too few digits"),
                          HasSubstr("7: people[5].employee_no: a spreadsheet has rounded")));
  for (const std::string& fault : Faults(file)) EXPECT_THAT(fault, Not(HasSubstr("71E+11")));
  EXPECT_EQ(file.entries[6].person["credentials"][0]["uid"], "04A1B2C3");
  EXPECT_EQ(file.entries[6].person["credentials"][1]["pin"], "0123");
}

TEST(PeopleCsv, ARowWithAFaultLeavesTheOthersGood) {
  const PeopleFile file = Read("id,name\n1,a\n2\n3,\"x\" y\n4,b,c\n5,e\n");
  EXPECT_THAT(Faults(file),
              ElementsAre(HasSubstr("3: people[1]: row 3 has 1 cells"),
                          HasSubstr("4: people[2]: there is text after a quoted cell"),
                          HasSubstr("5: people[3]: row 5 has 3 cells")));
  EXPECT_EQ(WriteFaulty(file), kByteOrderMark + "id,name\n2\n3,\"x\" y\n4,b,c\n");
}

TEST(PeopleFile, KnowsTheLineOfEachPersonInJson) {
  const std::string list = "[{\"id\":\"1\"},\n\n {\"id\":\n\"?\"},\"x\",\n{\"id\":\"4\"}]";
  EXPECT_THAT(
      Faults(Read(list, PeopleFormat::kJson)),
      ElementsAre(testing::StartsWith("3: people[1].id: "), testing::StartsWith("4: people[2]: ")));
  const std::string object =
      "{\"a\": \"people\", \"b\": [1,\n2], \"people\"\n:\n[\n{\"id\": \"a]\\\"\"}\n,\n{\"id\": "
      "\"?\"}], \"c\": [3]}";
  const PeopleFile file = Read(object, PeopleFormat::kJson);
  EXPECT_THAT(Faults(file), ElementsAre(testing::StartsWith("5: people[0].id"),
                                        testing::StartsWith("7: people[1].id")));
}

TEST(PeopleFile, ReadsAPersonALine) {
  const std::string text = "{\"id\":\"1\"}\n\n{\"id\":\n{\"id\":\"3\"}\n";
  for (const PeopleFormat format : {PeopleFormat::kJson, PeopleFormat::kJsonLines}) {
    const PeopleFile file = Read(text, format);
    EXPECT_THAT(Faults(file), ElementsAre(testing::StartsWith("3: people[1]: not JSON")));
    EXPECT_EQ(WriteFaulty(file), "{\"id\":\n");
  }
}

TEST(PeopleCheck, FindsWhatStandsInTheFileTwice) {
  const PeopleFile file =
      Read("id,cards,pin\n1,04A1B2C3,4711\n2,04a1b2c3,\n1,,\n3,,4711\n4,0B0B0B0B;0B0B0B0C,\n");
  EXPECT_THAT(
      Faults(file),
      ElementsAre("3: people[1].credentials[0]: another person has this credential: see line 2",
                  "4: people[2].id: this person is given twice: see line 2",
                  "5: people[3].credentials[0]: another person has this credential: see line 2"));
}

TEST(PeopleCheck, DropsHeldSecretsThatTheTerminalDoesNotHold) {
  PeopleFile file = Read("id,pin\n1,held\n2,held\n3,4711\n");
  const Json there =
      Json::parse(R"([{"id": "1", "credentials": [{"type": "pin", "held": true}]}])");
  const auto missing = DropMissingSecrets(file.entries, WhoIsThere(there));
  EXPECT_THAT(missing, ElementsAre(testing::Pair("pin", ElementsAre("2"))));
  EXPECT_EQ(file.entries[0].person["credentials"].size(), 1U);
  EXPECT_EQ(file.entries[1].person["credentials"].size(), 0U);
  EXPECT_EQ(file.entries[2].person["credentials"].size(), 1U);
}

TEST(PeopleCheck, FindsWhatSomebodyElseAtTheTerminalHas) {
  PeopleFile file = Read("id,cards\n1,04A1B2C3\n2,0B0B0B0B\n3,0C0C0C0C\n");
  const Json there =
      Json::parse(R"([{"id": "9", "credentials": [{"type": "card", "uid": "04A1B2C3"}]},
                                     {"id": "3", "credentials": [{"type": "card", "uid": "0B0B0B0B"}]}])");
  CheckTaken(file.entries, WhoIsThere(there));
  EXPECT_THAT(Faults(file),
              ElementsAre("2: people[0].credentials[0]: another person at the terminal has "
                          "this credential"));
}

TEST(PeopleFile, TheKindFollowsFromTheName) {
  EXPECT_EQ(PeopleFormatOf("A.CSV"), PeopleFormat::kCsv);
  EXPECT_EQ(PeopleFormatOf("a.tsv"), PeopleFormat::kCsv);
  EXPECT_EQ(PeopleFormatOf("a.jsonl"), PeopleFormat::kJsonLines);
  EXPECT_EQ(PeopleFormatOf("-"), PeopleFormat::kJson);
}

}  // namespace
}  // namespace doorward
