#include "drivers/zfm/zfm_session.hpp"

#include <algorithm>

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"
#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::inline drivers {
namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kStartPatience{200};
constexpr Milliseconds kProofLimit{500};
constexpr Milliseconds kDataLimit{2500};  // 1,536 bytes at 9,600 baud take 1.8 s.
constexpr int kOpeningTries = 2;
constexpr int kRepeats = 2;  // Of a command that came to the module broken.

constexpr std::size_t kParameterBytes = 16;
constexpr std::size_t kSmallestPacket = 32;
constexpr int kMaxCapacity = 4096;

int Word(ByteView bytes, std::size_t at) { return bytes[at] << 8 | bytes[at + 1]; }

bool NamesPassword(const ZfmReply& reply) {
  return reply.code == zfm::kWrongPassword || reply.code == zfm::kPasswordNeeded;
}

}  // namespace

Result<ZfmSession> ZfmSession::Open(ZfmLink link, std::uint32_t password) {
  ZfmSession session(std::move(link), password);
  DW_TRY(session.link_.WaitForStart(kStartPatience));
  for (int left = kOpeningTries - 1;; --left) {
    DW_TRY(session.BeginProof());
    const auto proved = session.Prove(SteadyTime::max());
    if (proved) return session;
    if (left == 0 || proved.error().code != ErrorCode::kUnavailable) return Fail(proved.error());
  }
}

Status ZfmSession::Begin(ZfmCommand command) {
  DW_CHECK(!busy());
  repeats_left_ = kRepeats;
  return Send(std::move(command), Stage::kAsked);
}

Result<std::optional<ZfmReply>> ZfmSession::Finish(SteadyTime until) {
  DW_CHECK(busy());
  while (stage_ == Stage::kAsked) {
    DW_TRY_ASSIGN(auto reply, Await(until));
    if (!reply && steady_clock::now() < deadline_) return reply;
    if (!reply) {
      DW_TRY(BeginProof());
    } else if (reply->code == zfm::kBadPacket && repeats_left_-- > 0) {
      DW_TRY(Send(std::move(command_), Stage::kAsked));
    } else {
      stage_ = Stage::kIdle;
      if (NamesPassword(*reply) || reply->code == zfm::kWrongAddress) {
        return Gone(ErrorCode::kUnavailable, "it has started anew");
      }
      return reply;
    }
  }
  DW_TRY_ASSIGN(const bool proved, Prove(until));
  if (!proved) return std::optional<ZfmReply>();
  return Fail(ErrorCode::kTimeout, link_.path() + ": one command had no answer");
}

Result<ZfmReply> ZfmSession::Ask(ZfmCommand command) {
  DW_TRY(Begin(std::move(command)));
  DW_TRY_ASSIGN(auto reply, Finish(SteadyTime::max()));
  DW_CHECK(reply.has_value());
  return std::move(*reply);
}

Status ZfmSession::SetSecurityLevel(int level) {
  const int found = parameters_->security_level;
  if (found == level) return {};
  DW_TRY_ASSIGN(const ZfmReply reply,
                Ask({.code = zfm::kSetParameter,
                     .data = {zfm::kSecurityLevel, static_cast<std::uint8_t>(level)}}));
  if (reply.ok()) {
    parameters_->security_level = level;
    return {};
  }
  if (found >= 1 && found < level) {
    return Gone(ErrorCode::kUnsupported, "it keeps to security level " + std::to_string(found) +
                                             " and refuses " + std::to_string(level));
  }
  LogWarning(LogPart{link_.path()}, "it refuses security level {} and says that it has {}", level,
             found);
  return {};
}

Result<Bytes> ZfmSession::ReceiveData(std::size_t max_bytes) {
  DW_CHECK(!busy());
  auto data = CollectData(max_bytes);
  if (data || data.error().code == ErrorCode::kUnavailable) return data;
  DW_TRY(BeginProof());  // What is still to come of it must not be in the way.
  DW_TRY(Prove(SteadyTime::max()));
  return data;
}

Status ZfmSession::SendData(ByteView data) {
  DW_CHECK(!busy());
  while (!data.empty()) {
    const std::size_t count = std::min(parameters_->packet_bytes, data.size());
    const bool last = count == data.size();
    DW_TRY(link_.Send(last ? zfm::kEndOfData : zfm::kData, data.first(count)));
    data = data.subspan(count);
  }
  return {};
}

Status ZfmSession::Send(ZfmCommand command, Stage stage) {
  link_.Discard();
  Bytes payload{command.code};
  payload.insert(payload.end(), command.data.begin(), command.data.end());
  command_ = std::move(command);
  stage_ = stage;
  deadline_ = steady_clock::now() + command_.limit;
  return link_.Send(zfm::kCommand, payload);
}

Result<std::optional<ZfmReply>> ZfmSession::Await(SteadyTime until) {
  while (true) {
    DW_TRY_ASSIGN(auto packet, link_.Receive(std::min(until, deadline_)));
    if (!packet) return std::optional<ZfmReply>();
    if (packet->type != zfm::kAck) continue;
    ZfmReply reply{.code = packet->payload[0],
                   .data = Bytes(packet->payload.begin() + 1, packet->payload.end())};
    const bool whole = reply.data.size() == command_.reply_bytes;
    if (whole || (!reply.ok() && reply.data.empty())) return std::optional(std::move(reply));
  }
}

Status ZfmSession::BeginProof() {
  Bytes password;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    password.push_back(static_cast<std::uint8_t>(password_ >> shift));
  }
  return Send({.code = zfm::kVerifyPassword, .data = std::move(password), .limit = kProofLimit},
              Stage::kPassword);
}

Result<bool> ZfmSession::Prove(SteadyTime until) {
  while (busy()) {
    DW_TRY_ASSIGN(const auto reply, Await(until));
    if (reply) {
      DW_TRY(TakeProof(*reply));
    } else if (steady_clock::now() < deadline_) {
      return false;
    } else {
      return Gone(ErrorCode::kUnavailable,
                  link_.heard_another() ? "it answers from another address" : "it does not answer");
    }
  }
  return true;
}

// What is neither good nor about the password is older than the question.
Status ZfmSession::TakeProof(const ZfmReply& reply) {
  if (NamesPassword(reply)) {
    const bool opening = !parameters_.has_value();
    return Gone(opening ? ErrorCode::kPermissionDenied : ErrorCode::kUnavailable,
                "the password is wrong");
  }
  if (!reply.ok()) return {};
  if (stage_ == Stage::kParameters) return TakeParameters(reply.data);
  return Send({.code = zfm::kReadParameters,
               .data = {},
               .reply_bytes = kParameterBytes,
               .limit = kProofLimit},
              Stage::kParameters);
}

Status ZfmSession::TakeParameters(ByteView data) {
  stage_ = Stage::kIdle;
  const int capacity = Word(data, 4);
  const int packet_size = Word(data, 12);
  if (capacity < 1 || capacity > kMaxCapacity || packet_size > 3) {
    return Gone(ErrorCode::kUnavailable, "its parameters are impossible");
  }
  const ZfmParameters found{.capacity = capacity,
                            .security_level = Word(data, 6),
                            .packet_bytes = kSmallestPacket << static_cast<unsigned>(packet_size)};
  if (parameters_ && found != *parameters_) {
    return Gone(ErrorCode::kUnavailable, "its parameters have changed");
  }
  parameters_ = found;
  return {};
}

Result<Bytes> ZfmSession::CollectData(std::size_t max_bytes) {
  const std::uint64_t skipped = link_.skipped();
  const SteadyTime deadline = steady_clock::now() + kDataLimit;
  Bytes data;
  while (true) {
    DW_TRY_ASSIGN(const auto packet, link_.Receive(deadline));
    if (!packet) return Fail(ErrorCode::kDataLoss, link_.path() + ": data broke off");
    if (packet->type == zfm::kAck) continue;  // Some modules say twice that they have data.
    data.insert(data.end(), packet->payload.begin(), packet->payload.end());
    if (data.size() > max_bytes)
      return Fail(ErrorCode::kDataLoss, link_.path() + ": too much data");
    if (packet->type == zfm::kEndOfData) break;
  }
  if (link_.skipped() != skipped) return Fail(ErrorCode::kDataLoss, link_.path() + ": broken data");
  return data;
}

tl::unexpected<Error> ZfmSession::Gone(ErrorCode code, const std::string& why) const {
  return Fail(code, link_.path() + ": " + why);
}

}  // namespace doorward::inline drivers
