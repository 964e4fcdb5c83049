#include "drivers/desfire/desfire_authenticator.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <optional>

#include "doorward/core/check.hpp"
#include "drivers/desfire/desfire_command.hpp"
#include "drivers/desfire/desfire_crypto.hpp"

namespace doorward::inline drivers {
namespace {

using std::chrono::steady_clock;

// One card's answers, until its time is up.
class Dialogue {
 public:
  explicit Dialogue(CardChannel& card) : card_(card) {}

  // The data of an answer with this status and length. An error is the channel's; nullopt: the card
  // answered something else.
  Result<std::optional<Bytes>> Ask(std::uint8_t command, ByteView data, std::uint8_t status,
                                   std::size_t size) {
    const auto left = std::chrono::floor<Milliseconds>(deadline_ - steady_clock::now());
    if (left <= Milliseconds(0)) return Fail(ErrorCode::kTimeout, "the card takes too long");
    DW_TRY_ASSIGN(const Bytes answer, card_.Transceive(DesfireApdu(command, data), left));
    const auto found = DesfireData(answer, status, size);
    if (!found) return std::optional<Bytes>();
    return Bytes(found->begin(), found->end());
  }

 private:
  CardChannel& card_;
  const SteadyTime deadline_ = steady_clock::now() + DesfireAuthenticator::kPatience;
};

AesBlock BlockOf(const Bytes& bytes) {
  DW_CHECK(bytes.size() == kAesBlockBytes);
  AesBlock block{};
  std::copy(bytes.begin(), bytes.end(), block.begin());
  return block;
}

// The session's key; nullopt if the card does not prove itself.
Result<std::optional<Aes128Key>> Authenticate(Dialogue& card, std::uint8_t key_number,
                                              const Aes128Key& key, const AesBlock& a) {
  DW_TRY_ASSIGN(const auto first,
                card.Ask(desfire::kAuthenticateAes, std::array<std::uint8_t, 1>{key_number},
                         desfire::kContinue, kAesBlockBytes));
  if (!first) return std::optional<Aes128Key>();
  const AesHandshake handshake(key, BlockOf(*first), a);
  DW_TRY_ASSIGN(const auto third,
                card.Ask(desfire::kContinue, handshake.answer(), desfire::kOk, kAesBlockBytes));
  if (!third) return std::optional<Aes128Key>();
  return handshake.Finish(BlockOf(*third));
}

// The UID that the card told under the session's key; nullopt if it did not prove itself.
Result<std::optional<Bytes>> ProvenUid(Dialogue& card, const DesfireConfig& config,
                                       const Aes128Key& key, const AesBlock& a) {
  const std::array<std::uint8_t, 3> application = {
      static_cast<std::uint8_t>(config.application),
      static_cast<std::uint8_t>(config.application >> 8),
      static_cast<std::uint8_t>(config.application >> 16)};
  DW_TRY_ASSIGN(const auto selected,
                card.Ask(desfire::kSelectApplication, application, desfire::kOk, 0));
  if (!selected) return std::optional<Bytes>();
  DW_TRY_ASSIGN(const auto session_key,
                Authenticate(card, static_cast<std::uint8_t>(config.key_number), key, a));
  if (!session_key) return std::optional<Bytes>();
  DW_TRY_ASSIGN(const auto answer,
                card.Ask(desfire::kGetCardUid, {}, desfire::kOk, kAesBlockBytes));
  if (!answer) return std::optional<Bytes>();
  return DecipherUid(*session_key, BlockOf(*answer));
}

Status CheckNumbers(const DesfireConfig& config) {
  if (config.application == 0 || config.application > DesfireConfig::kMaxApplication) {
    return Fail(ErrorCode::kInvalidArgument, "a DESFire application is 1 to FFFFFF");
  }
  if (config.key_number < 0 || config.key_number > DesfireConfig::kMaxKeyNumber) {
    return Fail(ErrorCode::kInvalidArgument, "a DESFire key has a number of 0 to 13");
  }
  return {};
}

}  // namespace

Status CheckDesfireKey(const DesfireConfig& config) {
  DW_TRY(ReadAes128Key(config.key_file));
  return {};
}

Result<DesfireAuthenticator> DesfireAuthenticator::Make(const DesfireConfig& config) {
  DW_TRY(CheckNumbers(config));
  DW_TRY_ASSIGN(const Aes128Key key, ReadAes128Key(config.key_file));
  return DesfireAuthenticator(config, key);
}

Result<CardRead> DesfireAuthenticator::Identify(CardChannel& card, Bytes claimed_uid) const {
  AesBlock a{};
  if (RAND_bytes(a.data(), static_cast<int>(a.size())) != 1) {
    return Fail(ErrorCode::kInternal, "no random numbers");
  }
  auto read = IdentifyWith(a, card, std::move(claimed_uid));
  Wipe(a);
  return read;
}

Result<CardRead> DesfireAuthenticator::IdentifyWith(const std::array<std::uint8_t, 16>& a,
                                                    CardChannel& card, Bytes claimed_uid) const {
  Dialogue dialogue(card);
  DW_TRY_ASSIGN(auto uid, ProvenUid(dialogue, config_, key_, a));
  if (!uid)
    return CardRead{
        .uid = std::move(claimed_uid), .proof = CardProof::kFailed, .kind = CardNumberKind::kUid};
  return CardRead{
      .uid = *std::move(uid), .proof = CardProof::kAuthenticated, .kind = CardNumberKind::kUid};
}

}  // namespace doorward::inline drivers
