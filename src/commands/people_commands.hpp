// people.put, people.delete, people.get, people.list.

#pragma once

#include "commands/command.hpp"
#include "commands/page.hpp"
#include "doorward/domain/person.hpp"

namespace doorward {

// Inserts or replaces whole persons.
//
//   {"people": [{"id": "1001", "name": "Zhang Wei", "credentials": [...]}]}  ->  {"changed": 1}
struct PutPeople {
  static constexpr std::string_view kName = "people.put";
  static constexpr auto kEffect = CommandSpec::Effect::kStored;

  // For all photos of one command together. Whoever has more to send sends more commands.
  static constexpr Milliseconds kPhotoPatience{60'000};

  std::vector<Person> people;

  // Replaces each photo by the vector that it gives. Slow, and so done before a transaction is open.
  static Result<Json> Prepare(Json arguments, CommandContext& context);
  static Result<PutPeople> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

//   {"ids": ["1001"]} or {"all": true}  ->  {"deleted": 1}
struct DeletePeople {
  static constexpr std::string_view kName = "people.delete";
  static constexpr auto kEffect = CommandSpec::Effect::kStored;

  bool all = false;
  std::vector<PersonId> ids;

  static Result<DeletePeople> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

//   {"id": "1001"}  ->  {"person": {...}}
struct GetPerson {
  static constexpr std::string_view kName = "people.get";
  static constexpr auto kEffect = CommandSpec::Effect::kNone;

  PersonId id;

  static Result<GetPerson> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

//   {"after": "1001", "limit": 100}  ->  {"people": [...], "next": "1101"}
struct ListPeople {
  static constexpr std::string_view kName = "people.list";
  static constexpr auto kEffect = CommandSpec::Effect::kNone;

  PageRequest page;

  static Result<ListPeople> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

}  // namespace doorward
