// Both sides of the protocol in a program that links no more than it: a command as an office sends it, read
// as a terminal reads it, and a batch of records the other way. `tests/system/test_links.py` looks at what it
// links and runs it.

#include <cstdio>

#include "doorward/core/check.hpp"
#include "doorward/mqtt/mqtt_client.hpp"
#include "doorward/protocol/door_commands.hpp"
#include "doorward/protocol/envelope.hpp"
#include "doorward/protocol/record_codec.hpp"
#include "doorward/protocol/reply.hpp"
#include "doorward/protocol/topics.hpp"
#include "doorward/socket/control_client.hpp"

using namespace doorward;

int main() {
  const std::string sent = WriteEnvelope(
      {.id = "1", .name = "door.release", .arguments = ArgumentsOf(ReleaseDoor{DoorId("main")})});
  Envelope envelope;
  DW_CHECK(ReadEnvelope(sent, envelope));
  DW_CHECK(ReadCommand<ReleaseDoor>(envelope.arguments)->door == DoorId("main"));

  const auto reply = ReadReply(WriteReply(envelope, Json::object(), WallTime()));
  DW_CHECK(reply && reply->id == "1" && reply->outcome);

  const Record record{.seq = 7, .event = Event::kStarted};
  const std::string batch = WriteRecordBatch({.log_id = "log", .first_seq = 7, .last_seq = 7},
                                             DumpJson(RecordToJson(record, TimeZone::Utc())));
  DW_CHECK(ReadRecordBatch(batch)->records.front() == record);

  DW_CHECK(!MakePahoClient({.url = "http://nowhere"}, {}));
  DW_CHECK(!ControlClient::Connect("/nowhere/control.sock"));
  std::puts(Topics("doorward/v1", "gate-1", {}).command().c_str());
}
