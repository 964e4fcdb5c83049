// The bounds of a person, at the door of the store.

#pragma once

#include <string>

#include "doorward/domain/person.hpp"

namespace doorward::inline storage {

// kInvalidArgument with its path below `path`. Who calls has mostly checked before; what is kept is
// checked here whatever the way that it came.
Status CheckPerson(const Person& person, const std::string& path);

}  // namespace doorward::inline storage
