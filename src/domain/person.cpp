#include "doorward/domain/person.hpp"

namespace doorward::inline domain {

PersonRights RightsOf(const Person& person) {
  return {person.id, person.validity, person.permissions};
}

}  // namespace doorward::inline domain
