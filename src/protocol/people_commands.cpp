#include "doorward/protocol/people_commands.hpp"

#include "doorward/core/check.hpp"

namespace doorward::inline protocol {

Result<PutPeople> PutPeople::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  PutPeople command;
  const auto read = [&photos = command.photos](const Json& json, const std::string& path,
                                               JsonFaults& noted) {
    PersonInput input = ReadPerson(json, path, noted);
    std::move(input.photos.begin(), input.photos.end(), std::back_inserter(photos));
    return std::move(input.person);
  };
  ArgumentReader(reader).Items("people", command.people, read, nullptr, "Person", "");
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Json PutPeople::ToJson() const {
  DW_CHECK(photos.empty());
  Json list = Json::array();
  for (const Person& person : people) list.push_back(PersonToJson(person, Secrets::kTold));
  return {{"people", std::move(list)}};
}

Result<DeletePeople> DeletePeople::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  DeletePeople command;
  const bool has_ids = reader.Find("ids") != nullptr;
  if (has_ids) ArgumentReader(reader).Ids("ids", command.ids, "");
  const bool has_all = reader.Optional("all", command.all);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  if (has_ids == has_all || (has_all && !command.all)) {
    return Fail(ErrorCode::kInvalidArgument, "expected either \"ids\" or \"all\": true");
  }
  return command;
}

Json DeletePeople::ToJson() const {
  if (all) return {{"all", true}};
  ArgumentWriter writer;
  writer.Ids("ids", ids, "");
  return std::move(writer).Take();
}

}  // namespace doorward::inline protocol
