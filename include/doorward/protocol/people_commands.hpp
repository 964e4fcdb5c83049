// people.put, people.delete, people.get, people.list.

#pragma once

#include "doorward/domain/json_codec.hpp"
#include "doorward/protocol/command.hpp"
#include "doorward/protocol/page_request.hpp"

namespace doorward::inline protocol {

// Inserts or replaces whole persons.
//
//   {"people": [{"id": "1001", "name": "Zhang Wei", "credentials": [...]}]}  ->  {"changed": 1}
struct PutPeople {
  static constexpr std::string_view kName = "people.put";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<Person> people;
  std::vector<PhotoInput> photos = {};  // In the order of the document; the path says whose.

  static Result<PutPeople> Parse(const Json& arguments);
  // With the secrets that the people have. REQUIRES: no photos.
  Json ToJson() const;
};

//   {"ids": ["1001"]} or {"all": true}  ->  {"deleted": 1}
struct DeletePeople {
  static constexpr std::string_view kName = "people.delete";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  bool all = false;
  std::vector<PersonId> ids = {};  // Unless `all`.

  static Result<DeletePeople> Parse(const Json& arguments);
  Json ToJson() const;
};

//   {"id": "1001"}  ->  {"person": {...}}
struct GetPerson {
  static constexpr std::string_view kName = "people.get";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PersonId id;

  static Result<GetPerson> Parse(const Json& arguments);
  Json ToJson() const { return {{"id", id.str()}}; }
};

//   {"after": "1001", "limit": 100}  ->  {"people": [...], "next": "1101"}
struct ListPeople {
  static constexpr std::string_view kName = "people.list";
  static constexpr std::string_view kItems = "people";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PageRequest page = {};

  static Result<ListPeople> Parse(const Json& arguments);
  Json ToJson() const { return page.ToJson(); }
};

}  // namespace doorward::inline protocol
