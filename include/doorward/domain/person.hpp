// People, and what they may do.

#pragma once

#include <string>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/domain/credential.hpp"
#include "doorward/domain/schedule.hpp"

namespace doorward::inline domain {

struct Person {
  PersonId id;
  std::string name;  // These three: at most 256 bytes of UTF-8, for people to read only.
  std::string department;
  std::string employee_no;
  Validity validity;                      // "valid_from" and "valid_until" on the wire.
  std::vector<std::string> groups;        // At most 64 ids.
  std::vector<PermissionId> permissions;  // At most 64.
  std::vector<Credential> credentials;    // At most 16; one pin, one totp at most.
  friend bool operator==(const Person&, const Person&) = default;
};

struct Permission {
  PermissionId id;
  std::vector<DoorId>
      doors;  // 1 to 64. A door this terminal does not have is allowed, and ignored.
  Schedule when;
  friend bool operator==(const Permission&, const Permission&) = default;
};

// What the matcher needs to know of a person: no name, no credential.
struct PersonRights {
  PersonId id;
  Validity validity;
  std::vector<PermissionId> permissions;
  friend bool operator==(const PersonRights&, const PersonRights&) = default;
};
PersonRights RightsOf(const Person& person);

}  // namespace doorward::inline domain
