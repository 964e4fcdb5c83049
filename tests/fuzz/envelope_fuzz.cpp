// Any bytes as a command: read strictly, or refused with a reply that is one line of JSON; and what
// was read is text again without loss of form.

#include <cstdint>

#include "doorward/commands/command_router.hpp"
#include "doorward/core/check.hpp"
#include "doorward/domain/json_codec.hpp"
#include "doorward/protocol/all_commands.hpp"
#include "doorward/protocol/envelope.hpp"
#include "doorward/protocol/reply.hpp"
#include "fakes/fake_clock.hpp"

namespace doorward {
namespace {

template <typename Command>
void ParseAs(const Json& arguments) {
  const Result<Command> command = ReadCommand<Command>(arguments);
  if (!command) DW_CHECK(!command.error().message.empty());
}

void ParseAsEach(const Json& arguments) {
  ForEachCommand([&]<typename Command>() { ParseAs<Command>(arguments); });
}

void CheckIsReply(const std::string& text) {
  DW_CHECK(text.find('\n') == std::string::npos);
  DW_CHECK(text.size() <= kMaxReplyBytes);
  const auto reply = ParseJson(text);
  DW_CHECK(reply && reply->contains("id") && reply->contains("ok"));
}

// What people.put took comes out as something that it takes again.
void CheckRoundTrip(const Json& arguments) {
  const auto command = ReadCommand<PutPeople>(arguments);
  if (!command) return;
  Json people = Json::array();
  for (const Person& person : command->people) people.push_back(PersonToJson(person));
  DW_CHECK(ReadCommand<PutPeople>({{"people", people}}));
}

}  // namespace
}  // namespace doorward

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace doorward;
  const std::string_view text = AsText({data, size});
  const FakeClock clock(WallTime{});
  CheckIsReply(CommandRouter::RefusalFor(text, {ErrorCode::kResourceExhausted, "full"}, clock));

  Envelope envelope;
  const Status read = ReadEnvelope(text, envelope);
  if (!read) {
    CheckIsReply(WriteReply(envelope, Fail(read.error()), clock.WallNow()));
    return 0;
  }
  ParseAsEach(envelope.arguments);
  CheckRoundTrip(envelope.arguments);
  CheckIsReply(WriteReply(envelope, envelope.arguments, clock.WallNow()));
  return 0;
}
