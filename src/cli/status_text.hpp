// What `doorctl status` prints for people: first what needs somebody, then everything.

#pragma once

#include <string>

#include "doorward/core/json.hpp"

namespace doorward::inline cli {

// `status` as of device.info; `colour` adds the escapes of a terminal.
std::string StatusText(const Json& status, bool colour);

}  // namespace doorward::inline cli
