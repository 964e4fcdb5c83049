#include "commands/people_commands.hpp"

#include <cmath>

#include "commands/capabilities.hpp"
#include "commands/enrolment_checks.hpp"
#include "commands/people_store.hpp"
#include "doorward/domain/json_codec.hpp"

namespace doorward {
namespace {

std::vector<Person> ReadPeople(const Json& arguments, JsonFaults& faults,
                               std::vector<PhotoInput>& photos) {
  JsonReader reader(arguments, "", faults);
  auto people = ReadItems<Person>(
      reader, "people", [&photos](const Json& json, const std::string& path, JsonFaults& noted) {
        PersonInput input = ReadPerson(json, path, noted);
        std::move(input.photos.begin(), input.photos.end(), std::back_inserter(photos));
        return std::move(input.person);
      });
  reader.Finish();
  return people;
}

// The credentials that are photos, in the order in which ReadPeople() gives them.
std::vector<Json*> FindPhotos(Json& arguments) {
  std::vector<Json*> found;
  const auto people = arguments.find("people");
  if (people == arguments.end() || !people->is_array()) return found;
  for (Json& person : *people) {
    if (!person.is_object()) continue;
    const auto credentials = person.find("credentials");
    if (credentials == person.end() || !credentials->is_array()) continue;
    for (Json& credential : *credentials) {
      if (credential.is_object() && credential.contains("photo")) found.push_back(&credential);
    }
  }
  return found;
}

Status CheckPhotosAllowed(const std::vector<PhotoInput>& photos, const CommandContext& context) {
  if (!context.enrolment.at_device) return {};
  return Fail(
      ErrorCode::kPermissionDenied,
      "faces are enrolled at this terminal: \"enrollment\" in its configuration is \"device\"",
      photos.front().path);
}

bool HasFace(const FaceGallery& faces, const PersonId& person) {
  return std::isfinite(faces.DistanceTo(person, FaceVector{}));
}

// Whoever takes the face back wants no pictures of it here either.
std::vector<PersonId> WithoutFaceNow(std::span<const Person> people, const FaceGallery& before,
                                     const FaceGallery& after) {
  std::vector<PersonId> found;
  for (const Person& person : people) {
    if (HasFace(before, person.id) && !HasFace(after, person.id)) found.push_back(person.id);
  }
  return found;
}

// Both end their transaction at once: others wait for it.
Result<std::optional<Person>> FindPerson(const PersonId& id, PeopleDatabase& people) {
  DW_TRY_ASSIGN(const auto transaction, people.Begin());
  return people.GetPerson(id);
}

Result<std::vector<Person>> ReadPage(const PersonId& after, std::size_t limit,
                                     PeopleDatabase& people) {
  DW_TRY_ASSIGN(const auto transaction, people.Begin());
  return people.ListPeople(after, limit);
}

}  // namespace

Result<Json> PutPeople::Prepare(Json arguments, CommandContext& context) {
  const std::vector<Json*> places = FindPhotos(arguments);
  if (places.empty()) return arguments;

  // Whatever else is wrong shows now and not after a minute of looking at pictures.
  JsonFaults faults;
  std::vector<PhotoInput> photos;
  const std::vector<Person> people = ReadPeople(arguments, faults, photos);
  DW_TRY(faults.ToStatus());
  DW_TRY(CheckMatched(people));
  DW_CHECK(photos.size() == places.size());
  DW_TRY(CheckPhotosAllowed(photos, context));

  const SteadyTime deadline = context.clock.SteadyNow() + kPhotoPatience;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    DW_TRY_ASSIGN(*places[i], ExtractFace(std::move(photos[i]), deadline, context));
  }
  return arguments;
}

Result<PutPeople> PutPeople::Parse(const Json& arguments) {
  JsonFaults faults;
  std::vector<PhotoInput> photos;
  PutPeople command{.people = ReadPeople(arguments, faults, photos)};
  DW_TRY(faults.ToStatus());
  DW_TRY(CheckMatched(command.people));
  return command;
}

Result<Json> PutPeople::Execute(const Call& call) const {
  CommandContext& context = call.context;
  std::vector<Person> whole;
  const bool enrols_here = context.enrolment.at_device;
  if (enrols_here) {
    DW_TRY_ASSIGN(whole, WithWhatIsEnrolled(people, context));
  }
  DW_TRY_ASSIGN(auto next, StorePeople(enrols_here ? whole : people, context));
  std::vector<PersonId> without =
      WithoutFaceNow(people, context.index.Get()->faces(), next->faces());
  call.SwapIndex(std::move(next));
  call.after_commit.emplace_back(
      [&pictures = context.snapshots, without = std::move(without)] { pictures.Erase(without); });
  Json result{{"changed", people.size()}};
  if (Json unread = CountUnread(people, context); !unread.empty()) {
    result["unread"] = std::move(unread);
  }
  return result;
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

Result<Json> DeletePeople::Execute(const Call& call) const {
  CommandContext& context = call.context;
  const auto current = context.index.Get();
  if (all) {
    DW_TRY_ASSIGN(const std::size_t deleted, context.people.DeleteAllPeople());
    call.SwapIndex(current->WithoutAnyone());
    call.after_commit.emplace_back([&pictures = context.snapshots] { pictures.EraseAll(); });
    return Json{{"deleted", deleted}};
  }
  DW_TRY_ASSIGN(const std::vector<PersonId> deleted, context.people.DeletePeople(ids));
  call.SwapIndex(current->WithoutPeople(deleted));
  call.after_commit.emplace_back(
      [&pictures = context.snapshots, deleted] { pictures.Erase(deleted); });
  return Json{{"deleted", deleted.size()}};
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

Result<Json> GetPerson::Execute(const Call& call) const {
  DW_TRY_ASSIGN(const std::optional<Person> person, FindPerson(id, call.context.people));
  if (!person) return Fail(ErrorCode::kNotFound, "no such person", "id");
  return Json{{"person", PersonToJson(*person)}};
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

Result<Json> ListPeople::Execute(const Call& call) const {
  const auto limit = static_cast<std::size_t>(page.limit);
  DW_TRY_ASSIGN(const std::vector<Person> people,
                ReadPage(PersonId(page.after), limit, call.context.people));
  Page list(limit);
  for (const Person& person : people) {
    if (!list.Add(PersonToJson(person), person.id.str())) break;
  }
  return std::move(list).Finish("people");
}

}  // namespace doorward
