// Who gives way when every place at the control socket is taken. Users share the places: whoever comes finds
// one, if another user, or the same one, holds more than a share.
//
// Thread-safety: none.

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <vector>

#include "control/connection.hpp"

namespace doorward::inline control {

// The one to close for `newcomer`: of the user with most connections, the newcomer's counted, the one that
// has asked for nothing for longest. None whose command waits to be carried out; nullopt if there is no other.
//
// One that watches is like one that is idle: what counts is when it last asked for something. So the programs of a
// user that watch cannot wear out the one that works: `doorctl` between two batches of an import is not the one that
// gives way, however many watch. Whoever watched can go on where it was, by `after_seq`.
std::optional<std::size_t> WhoGivesWay(const std::vector<Connection>& connections, uid_t newcomer);

}  // namespace doorward::inline control
