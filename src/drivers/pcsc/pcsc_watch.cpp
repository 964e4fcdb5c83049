#include "drivers/pcsc/pcsc_watch.hpp"

#include <array>

namespace doorward::inline drivers {
namespace {

constexpr std::array<std::uint8_t, 5> kGetUid = {0xFF, 0xCA, 0x00, 0x00, 0x00};
constexpr DWORD kReaderGone = SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE | SCARD_STATE_IGNORE;

// How long a card that has stopped answering may take to be seen leaving: pcscd asks its readers some
// times a second.
constexpr Milliseconds kLeaving{800};
constexpr Milliseconds kWatchLook{100};

bool IsPresent(DWORD state) { return (state & SCARD_STATE_PRESENT) != 0; }

// How many cards have come and gone. A card that was changed for another between two looks counts.
DWORD CountOf(DWORD state) { return state >> 16; }

Result<std::string> FindReader(const PcscLink& link, const std::string& part) {
  DW_TRY_ASSIGN(const auto all, link.Readers());
  std::vector<std::string> found;
  for (const std::string& name : all) {
    if (name.find(part) != std::string::npos) found.push_back(name);
  }
  if (found.size() == 1) return found.front();
  const std::string wanted = part.empty() ? "" : " with \"" + part + "\" in its name";
  return Fail(ErrorCode::kUnavailable,
              found.empty() ? "pcscd has no reader" + wanted
                            : "pcscd has " + std::to_string(found.size()) + " readers" + wanted);
}

std::optional<Bytes> UidOf(const Bytes& answer) {
  if (answer.size() < 2 || answer[answer.size() - 2] != 0x90 || answer.back() != 0x00) return {};
  const std::size_t length = answer.size() - 2;
  if (length != 4 && length != 7 && length != 10) return {};
  return Bytes(answer.begin(), answer.end() - 2);
}

}  // namespace

Result<PcscWatch> PcscWatch::Open(const std::string& reader,
                                  std::optional<DesfireAuthenticator> authenticator) {
  DW_TRY_ASSIGN(PcscLink link, PcscLink::Open());
  DW_TRY_ASSIGN(std::string name, FindReader(link, reader));
  DW_TRY_ASSIGN(const DWORD state, link.StateOf(name, SCARD_STATE_UNAWARE, Milliseconds(0)));
  if ((state & kReaderGone) != 0) return Fail(ErrorCode::kUnavailable, name + " is gone");
  return PcscWatch(std::move(link), std::move(name), state, std::move(authenticator));
}

Result<std::optional<CardRead>> PcscWatch::Next(Milliseconds patience) {
  DW_TRY_ASSIGN(const DWORD state, link_.StateOf(reader_, state_, patience));
  const DWORD before = std::exchange(state_, state);
  if ((state & kReaderGone) != 0) return Fail(ErrorCode::kUnavailable, "it was unplugged");
  const bool came = IsPresent(state) && (!IsPresent(before) || CountOf(state) != CountOf(before));
  if (!came) return std::optional<CardRead>();
  if ((state & SCARD_STATE_MUTE) != 0) return Drop();
  return ReadCard();
}

Result<std::optional<CardRead>> PcscWatch::ReadCard() {
  auto card = PcscCard::Connect(link_, reader_);
  if (!card) return DropFor(card.error());
  const auto answer = (*card)->Transceive(kGetUid, DesfireAuthenticator::kPatience);
  if (!answer) return DropFor(answer.error());
  auto uid = UidOf(*answer);
  if (!uid) return Drop();
  constexpr CardNumberKind kKind = CardNumberKind::kUid;
  if (!authenticator_) return CardRead{.uid = *std::move(uid), .kind = kKind};

  auto read = authenticator_->Identify(**card, *uid);
  if (read) return *std::move(read);
  if (read.error().code == ErrorCode::kUnavailable) return Fail(read.error());
  card->reset();
  DW_TRY_ASSIGN(const bool has_left, HasLeft());
  if (has_left) return std::optional<CardRead>();
  return CardRead{.uid = *std::move(uid), .proof = CardProof::kFailed, .kind = kKind};
}

Result<bool> PcscWatch::HasLeft() const {
  DWORD state = state_;
  const SteadyTime deadline = std::chrono::steady_clock::now() + kLeaving;
  while (std::chrono::steady_clock::now() < deadline) {
    DW_TRY_ASSIGN(state, link_.StateOf(reader_, state, kWatchLook));
    if (!IsPresent(state) || CountOf(state) != CountOf(state_)) return true;
  }
  return false;
}

Result<std::optional<CardRead>> PcscWatch::DropFor(const Error& why) {
  if (why.code == ErrorCode::kUnavailable) return Fail(why);
  return Drop();
}

std::optional<CardRead> PcscWatch::Drop() {
  report_.Update(++dropped_);
  return std::nullopt;
}

}  // namespace doorward::inline drivers
