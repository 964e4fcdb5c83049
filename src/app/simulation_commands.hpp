// The hand that acts on simulated hardware: `sim.…` commands, for the local socket only, and only on
// a terminal that has simulated parts.
//
//   sim.card    {"uid": "04A1B2C3", "reader"?}      sim.frame       {"image": base64?, "reader"?}
//   sim.qr      {"text", "reader"?}                 sim.contact     {"open": bool, "door"?}
//   sim.keys    {"keys": "482913#", "reader"?}      sim.exit_button {"door"?, "pressed"?: bool}
//   sim.finger  {"slot": 7, "reader"?}              sim.unplug      {"part", "unplugged": bool}
//   sim.trace   {"after"?}                          -> {"outputs", "trace"}

#pragma once

#include <vector>

#include "doorward/commands/command_router.hpp"
#include "doorward/drivers/simulated_board.hpp"

namespace doorward::inline app {

// `board` outlives the result. `doors` in the order of the configuration; the first is the default.
std::vector<CommandSpec> SimulationCommands(SimulatedBoard& board,
                                            const std::vector<DoorId>& doors);

}  // namespace doorward::inline app
