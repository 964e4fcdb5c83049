// Commands to one module and their replies, in step.
//
// A reply says nothing of its command, so a late one could be taken for the next command's. Therefore a
// command whose reply did not come in time is followed by proof that both sides are in step again: the
// password, and then the parameters, whose reply is like no other. A module works in order, so once they
// have come nothing older can. They must also be those of before: else it is another module, or one that
// was reset.
//
// Thread-safety: none.
// Errors: kUnavailable: no proof, another module, or the port is gone. kTimeout: the reply did not come,
//   but the module is there; whether it did what it was told is unknown.

#pragma once

#include <optional>

#include "drivers/zfm/zfm_link.hpp"

namespace doorward::inline drivers {

struct ZfmCommand {
  std::uint8_t code = 0;
  Bytes data;
  std::size_t reply_bytes = 0;  // After the confirmation code, if that is good.
  Milliseconds limit{1000};
  friend bool operator==(const ZfmCommand&, const ZfmCommand&) = default;
};

struct ZfmReply {
  std::uint8_t code = 0;  // zfm_codes.hpp
  Bytes data;
  bool ok() const { return code == 0; }
};

struct ZfmParameters {
  int capacity = 0;
  int security_level = 0;
  std::size_t packet_bytes = 0;  // Of data.
  friend bool operator==(const ZfmParameters&, const ZfmParameters&) = default;
};

class ZfmSession {
 public:
  // Waits for the module to start, and for proof. As OpenZfm().
  static Result<ZfmSession> Open(ZfmLink link, std::uint32_t password);

  const ZfmParameters& parameters() const { return *parameters_; }

  // Sends a command. REQUIRES: !busy().
  Status Begin(ZfmCommand command);
  bool busy() const { return stage_ != Stage::kIdle; }
  // Waits for its reply; nullopt: not until then, go on waiting. REQUIRES: busy().
  Result<std::optional<ZfmReply>> Finish(SteadyTime until);
  // Both. REQUIRES: !busy().
  Result<ZfmReply> Ask(ZfmCommand command);

  // Sets the level if it is another. As OpenZfm(). REQUIRES: !busy().
  Status SetSecurityLevel(int level);

  // Data after a command that was taken. REQUIRES: !busy(). kDataLoss: it came broken.
  Result<Bytes> ReceiveData(std::size_t max_bytes);
  Status SendData(ByteView data);

 private:
  enum class Stage { kIdle, kAsked, kPassword, kParameters };

  ZfmSession(ZfmLink link, std::uint32_t password) : link_(std::move(link)), password_(password) {}

  Status Send(ZfmCommand command, Stage stage);
  // A packet that can be the reply to `command_`, until then and within its limit.
  Result<std::optional<ZfmReply>> Await(SteadyTime until);
  Status BeginProof();
  Result<bool> Prove(SteadyTime until);
  Status TakeProof(const ZfmReply& reply);
  Status TakeParameters(ByteView data);
  Result<Bytes> CollectData(std::size_t max_bytes);
  tl::unexpected<Error> Gone(ErrorCode code, const std::string& why) const;

  ZfmLink link_;
  const std::uint32_t password_;
  std::optional<ZfmParameters> parameters_;
  Stage stage_ = Stage::kIdle;
  ZfmCommand command_;
  SteadyTime deadline_{};
  int repeats_left_ = 0;
};

}  // namespace doorward::inline drivers
