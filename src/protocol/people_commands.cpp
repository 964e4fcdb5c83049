#include "doorward/protocol/people_commands.hpp"

#include "doorward/core/check.hpp"

namespace doorward::inline protocol {

Result<PutPeople> PutPeople::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  PutPeople command;
  command.people = ReadItems<Person>(
      reader, "people",
      [&photos = command.photos](const Json& json, const std::string& path, JsonFaults& noted) {
        PersonInput input = ReadPerson(json, path, noted);
        std::move(input.photos.begin(), input.photos.end(), std::back_inserter(photos));
        return std::move(input.person);
      });
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
  const bool has_ids = ReadIds(reader, "ids", command.ids);
  const bool has_all = reader.Optional("all", command.all);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  if (has_ids == has_all || (has_all && !command.all)) {
    return Fail(ErrorCode::kInvalidArgument, "expected either \"ids\" or \"all\": true");
  }
  return command;
}

Json DeletePeople::ToJson() const {
  return all ? Json{{"all", true}} : Json{{"ids", IdsToJson(ids)}};
}

Result<GetPerson> GetPerson::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  GetPerson command;
  reader.Required("id", command.id);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Result<ListPeople> ListPeople::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  ListPeople command;
  command.page.Read(reader);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

}  // namespace doorward::inline protocol
