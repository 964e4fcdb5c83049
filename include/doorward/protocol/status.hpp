// What PROTOCOL.md calls the status, as far as both ways to it have something in common.

#pragma once

#include "doorward/core/json.hpp"

namespace doorward::inline protocol {

// Without what changes all the time, and is no reason to tell a status again.
Json WithoutVolatile(Json status);

}  // namespace doorward::inline protocol
