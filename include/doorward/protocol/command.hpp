// What the commands of the protocol have in common. Each is a small value. Whoever sends one and whoever
// carries it out speak by the same value; what it does is the business of `commands`.
//
// A command says its arguments once, and is read, written and described by that:
//
//   struct ReleaseDoor {
//     static constexpr std::string_view kName = "door.release";
//     static constexpr std::string_view kMeaning = "Lets one person through.";
//     static constexpr auto kEffect = CommandEffect::kPhysical;
//     static constexpr Right kNeeds = Right::kDoors;
//     static constexpr std::chrono::seconds kMaxAge{10};  // Absent: any age.
//     DoorId door;
//     template <typename Self, typename Visit>
//     static void Arguments(Self& self, Visit& visit) {
//       visit.Required("door", self.door, "Which door.");
//     }
//   };
//
// `visit` is an ArgumentReader, ArgumentWriter or ArgumentTable. What the arguments say together is checked by
// an optional `void Check(JsonFaults&)`. A command whose arguments are of another kind has, in the place of
// Arguments(), its own `static Result<Command> Parse(const Json&)`, `Json ToJson() const` and `kSchema`, the
// name of their schema in asyncapi.yaml.

#pragma once

#include "doorward/protocol/argument_reader.hpp"
#include "doorward/protocol/argument_writer.hpp"
#include "doorward/protocol/right.hpp"

namespace doorward::inline protocol {

enum class CommandEffect {
  kNone,      // A query.
  kStored,    // Changes the database, and nothing else.
  kPhysical,  // Acts on the world; cannot be rolled back.
};

// The commands of a family, in the order of their documents.
template <typename... Command>
struct CommandList {};

// Reads `arguments` strictly. kInvalidArgument says every fault.
template <typename Command>
Result<Command> ReadCommand(const Json& arguments) {
  if constexpr (requires { Command::Parse(arguments); }) {
    return Command::Parse(arguments);
  } else {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    Command command;
    ArgumentReader visit(reader);
    Command::Arguments(command, visit);
    reader.Finish();
    if constexpr (requires { command.Check(faults); }) command.Check(faults);
    DW_TRY(faults.ToStatus());
    return command;
  }
}

template <typename Command>
Json ArgumentsOf(const Command& command) {
  if constexpr (requires { command.ToJson(); }) {
    return command.ToJson();
  } else {
    ArgumentWriter visit;
    Command::Arguments(command, visit);
    return std::move(visit).Take();
  }
}

}  // namespace doorward::inline protocol
