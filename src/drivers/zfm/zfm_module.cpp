#include "drivers/zfm/zfm_module.hpp"

#include <algorithm>
#include <thread>

#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::inline drivers {
namespace {

using std::chrono::steady_clock;

}  // namespace

Result<std::optional<FingerMatch>> ZfmModule::WaitForFinger(SteadyTime deadline) {
  while (true) {
    const SteadyTime now = steady_clock::now();
    if (auto match = watch_.TakeMatch(now)) return match;
    if (session_.busy()) {
      DW_TRY_ASSIGN(const bool finished, FinishOne(deadline));
      if (!finished) return std::optional<FingerMatch>();
      continue;
    }
    DW_TRY_ASSIGN(const bool begun, BeginNext(now));
    if (begun) continue;
    if (now >= deadline) return std::optional<FingerMatch>();
    std::this_thread::sleep_until(std::min({watch_.due(), light_.due(), deadline}));
  }
}

void ZfmModule::Play(const IndicatorPattern& pattern) { light_.Play(pattern, steady_clock::now()); }

Result<ZfmReply> ZfmModule::Ask(ZfmCommand command) {
  DW_TRY(Settle());
  return session_.Ask(std::move(command));
}

Result<ZfmReply> ZfmModule::AskForPicture() {
  DW_TRY_ASSIGN(ZfmReply reply, Ask({.code = zfm::kGetImage, .data = {}}));
  watch_.SetThere(reply.code != zfm::kNoFinger);
  return reply;
}

Result<ZfmReply> ZfmModule::AskForData(ZfmCommand command, std::size_t max_bytes) {
  DW_TRY_ASSIGN(ZfmReply reply, Ask(std::move(command)));
  if (!reply.ok()) return reply;
  DW_TRY_ASSIGN(reply.data, session_.ReceiveData(max_bytes));
  return reply;
}

Result<ZfmReply> ZfmModule::AskWithData(ZfmCommand command, ByteView data) {
  DW_TRY_ASSIGN(ZfmReply reply, Ask(std::move(command)));
  if (reply.ok()) DW_TRY(session_.SendData(data));
  return reply;
}

Result<bool> ZfmModule::BeginNext(SteadyTime now) {
  auto command = light_.Next(now);
  light_asked_ = command.has_value();
  if (!command) command = watch_.Next(now);
  if (!command) return false;
  DW_TRY(session_.Begin(std::move(*command)));
  return true;
}

Result<bool> ZfmModule::FinishOne(SteadyTime until) {
  auto reply = session_.Finish(until);
  std::optional<ZfmReply> taken;
  if (reply) {
    if (!*reply) return false;
    taken = std::move(*reply);
  } else if (reply.error().code != ErrorCode::kTimeout) {
    return Fail(reply.error());
  }
  if (light_asked_) {
    light_.Take(taken);
  } else {
    watch_.Take(taken, steady_clock::now());
  }
  return true;
}

Status ZfmModule::Settle() {
  while (session_.busy() || watch_.busy()) {
    if (!session_.busy()) DW_TRY(BeginNext(steady_clock::now()));
    if (session_.busy()) DW_TRY(FinishOne(SteadyTime::max()));
  }
  return {};
}

}  // namespace doorward::inline drivers
