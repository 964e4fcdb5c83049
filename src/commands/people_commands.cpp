#include "doorward/protocol/people_commands.hpp"

#include "commands/capabilities.hpp"
#include "commands/catalogue.hpp"
#include "commands/enrolment_checks.hpp"
#include "commands/page.hpp"
#include "commands/people_store.hpp"
#include "doorward/core/check.hpp"
#include "doorward/domain/json_codec.hpp"

namespace doorward::inline commands {
namespace {

// For all photos of one command together. Whoever has more to send sends more commands.
constexpr Milliseconds kPhotoPatience{60'000};

// The credentials that are photos, in the order in which PutPeople has them.
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

// Whoever takes the face back wants no pictures of it here either.
std::vector<PersonId> WithoutFaceNow(std::span<const Person> people, const CredentialIndex& before,
                                     const CredentialIndex& after) {
  std::vector<PersonId> found;
  for (const Person& person : people) {
    if (before.HasFace(person.id) && !after.HasFace(person.id)) found.push_back(person.id);
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

// Replaces each photo by the vector that it gives. Slow, and so done before a transaction is open.
Result<Json> PreparePeople(Json arguments, CommandContext& context) {
  const std::vector<Json*> places = FindPhotos(arguments);
  if (places.empty()) return arguments;

  // Whatever else is wrong shows now and not after a minute of looking at pictures.
  DW_TRY_ASSIGN(PutPeople command, ReadCommand<PutPeople>(arguments));
  DW_TRY(CheckFaceVectors(command.people, context.index.Get()->faces().model()));
  DW_TRY(CheckMatched(command.people));
  DW_CHECK(command.photos.size() == places.size());
  DW_TRY(CheckPhotosAllowed(command.photos, context));

  const SteadyTime deadline = context.clock.SteadyNow() + kPhotoPatience;
  for (std::size_t i = 0; i < command.photos.size(); ++i) {
    DW_TRY_ASSIGN(*places[i], ExtractFace(std::move(command.photos[i]), deadline, context));
  }
  return arguments;
}

}  // namespace

Result<Json> Execute(const PutPeople& command, const Call& call) {
  CommandContext& context = call.context;
  DW_TRY(CheckFaceVectors(command.people, context.index.Get()->faces().model()));
  DW_TRY(CheckMatched(command.people));
  std::vector<Person> whole;
  const bool enrols_here = context.enrolment.at_device;
  if (enrols_here) {
    DW_TRY_ASSIGN(whole, WithWhatIsEnrolled(command.people, context));
  }
  DW_TRY_ASSIGN(auto next, StorePeople(enrols_here ? whole : command.people, context));
  std::vector<PersonId> without = WithoutFaceNow(command.people, *context.index.Get(), *next);
  call.SwapIndex(std::move(next));
  call.after_commit.emplace_back(
      [&pictures = context.snapshots, without = std::move(without)] { pictures.Erase(without); });
  Json result{{"changed", command.people.size()}};
  if (Json unread = CountUnread(command.people, context); !unread.empty()) {
    result["unread"] = std::move(unread);
  }
  return result;
}

Result<Json> Execute(const DeletePeople& command, const Call& call) {
  CommandContext& context = call.context;
  const auto current = context.index.Get();
  if (command.all) {
    DW_TRY_ASSIGN(const std::size_t deleted, context.people.DeleteAllPeople());
    call.SwapIndex(current->WithoutAnyone());
    call.after_commit.emplace_back([&pictures = context.snapshots] { pictures.EraseAll(); });
    return Json{{"deleted", deleted}};
  }
  DW_TRY_ASSIGN(const std::vector<PersonId> deleted, context.people.DeletePeople(command.ids));
  call.SwapIndex(current->WithoutPeople(deleted));
  call.after_commit.emplace_back(
      [&pictures = context.snapshots, deleted] { pictures.Erase(deleted); });
  return Json{{"deleted", deleted.size()}};
}

Result<Json> Execute(const GetPerson& command, const Call& call) {
  DW_TRY_ASSIGN(const std::optional<Person> person, FindPerson(command.id, call.context.people));
  if (!person) return Fail(ErrorCode::kNotFound, "no such person", "id");
  return Json{{"person", PersonToJson(*person)}};
}

Result<Json> Execute(const ListPeople& command, const Call& call) {
  const auto limit = static_cast<std::size_t>(command.page.limit);
  DW_TRY_ASSIGN(const std::vector<Person> people,
                ReadPage(PersonId(command.page.after), limit, call.context.people));
  Page list(limit);
  for (const Person& person : people) {
    if (!list.Add(PersonToJson(person), person.id.str())) break;
  }
  return std::move(list).Finish(ListPeople::kItems);
}

std::vector<CommandSpec> PeopleCatalogue() {
  std::vector<CommandSpec> entries = Entries(PeopleCommands{});
  for (CommandSpec& entry : entries) {
    if (entry.name == PutPeople::kName) entry.prepare = PreparePeople;
  }
  return entries;
}

}  // namespace doorward::inline commands
