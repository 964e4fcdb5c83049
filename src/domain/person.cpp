#include "doorward/domain/person.hpp"

namespace doorward {

PersonRights RightsOf(const Person& person) {
  return {person.id, person.validity, person.permissions};
}

}  // namespace doorward
