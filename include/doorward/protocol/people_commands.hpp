// people.put, people.delete, people.get, people.list.

#pragma once

#include "doorward/domain/json_codec.hpp"
#include "doorward/protocol/command.hpp"
#include "doorward/protocol/page_request.hpp"

namespace doorward::inline protocol {

//   {"people": [{"id": "1001", "name": "Zhang Wei", "credentials": [...]}]}  ->  {"changed": 1}
struct PutPeople {
  static constexpr std::string_view kName = "people.put";
  static constexpr std::string_view kMeaning = "Inserts up to 500 people, or replaces them.";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  static constexpr std::string_view kSchema = "PutPeople";

  std::vector<Person> people;
  std::vector<PhotoInput> photos = {};  // In the order of the document; the path says whose.

  static Result<PutPeople> Parse(const Json& arguments);
  // With the secrets that the people have. REQUIRES: no photos.
  Json ToJson() const;
};

//   {"ids": ["1001"]} or {"all": true}  ->  {"deleted": 1}
struct DeletePeople {
  static constexpr std::string_view kName = "people.delete";
  static constexpr std::string_view kMeaning = "Deletes people, or all.";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  static constexpr std::string_view kSchema = "DeletePeople";

  bool all = false;
  std::vector<PersonId> ids = {};  // Unless `all`.

  static Result<DeletePeople> Parse(const Json& arguments);
  Json ToJson() const;
};

//   {"id": "1001"}  ->  {"person": {...}}
struct GetPerson {
  static constexpr std::string_view kName = "people.get";
  static constexpr std::string_view kMeaning = "Gives one person.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PersonId id;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("id", self.id, "Whom.");
  }
};

//   {"after": "1001", "limit": 100}  ->  {"people": [...], "next": "1101"}
struct ListPeople {
  static constexpr std::string_view kName = "people.list";
  static constexpr std::string_view kMeaning = "Gives people in the order of their ids.";
  static constexpr std::string_view kItems = "people";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PageRequest page = {};

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    PageRequest::Arguments(self.page, visit);
  }
};

using PeopleCommands = CommandList<PutPeople, DeletePeople, GetPerson, ListPeople>;

}  // namespace doorward::inline protocol
