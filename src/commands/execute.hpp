// What each command does. The values are the protocol's.

#pragma once

#include "commands/call.hpp"
#include "doorward/protocol/device_commands.hpp"
#include "doorward/protocol/door_commands.hpp"
#include "doorward/protocol/enrol_commands.hpp"
#include "doorward/protocol/people_commands.hpp"
#include "doorward/protocol/record_commands.hpp"
#include "doorward/protocol/rights_commands.hpp"
#include "doorward/protocol/watch_command.hpp"

namespace doorward::inline commands {

Result<Json> Execute(const GetConfig& command, const Call& call);
Result<Json> Execute(const PutConfig& command, const Call& call);
Result<Json> Execute(const GetDeviceInfo& command, const Call& call);
Result<Json> Execute(const RestartDevice& command, const Call& call);
Result<Json> Execute(const TrustClock& command, const Call& call);

Result<Json> Execute(const ReleaseDoor& command, const Call& call);
Result<Json> Execute(const SetDoorMode& command, const Call& call);

Result<Json> Execute(const StartEnrolment& command, const Call& call);
Result<Json> Execute(const GetEnrolment& command, const Call& call);
Result<Json> Execute(const CancelEnrolment& command, const Call& call);

Result<Json> Execute(const PutPeople& command, const Call& call);
Result<Json> Execute(const DeletePeople& command, const Call& call);
Result<Json> Execute(const GetPerson& command, const Call& call);
Result<Json> Execute(const ListPeople& command, const Call& call);

// Replaces each photo by the vector that it gives. Slow, and so done before a transaction is open.
Result<Json> PreparePeople(Json arguments, CommandContext& context);

Result<Json> Execute(const QueryRecords& command, const Call& call);
Result<Json> Execute(const GetSnapshot& command, const Call& call);
Result<Json> Execute(const Watch& command, const Call& call);

Result<Json> Execute(const PutPermissions& command, const Call& call);
Result<Json> Execute(const DeletePermissions& command, const Call& call);
Result<Json> Execute(const ListPermissions& command, const Call& call);
Result<Json> Execute(const PutHolidays& command, const Call& call);
Result<Json> Execute(const DeleteHolidays& command, const Call& call);
Result<Json> Execute(const ListHolidays& command, const Call& call);

}  // namespace doorward::inline commands
