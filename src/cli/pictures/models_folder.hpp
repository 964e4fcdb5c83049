// Where the face models lie, for a doorctl that is installed and for one that was just built.

#pragma once

#include <filesystem>
#include <string>

#include "doorward/core/result.hpp"

namespace doorward::inline cli {

// `chosen`, if it is not empty. Else the first folder with a models.json: the repository's, if this
// program lies in a build folder; that beside the program; /usr/share/doorward/models. kNotFound names
// where it looked.
Result<std::filesystem::path> ModelsFolder(const std::string& chosen);

}  // namespace doorward::inline cli
