// What a hostile card may answer while it is asked to prove itself: anything, of any length, or nothing.
//
// Input: answers, each a byte of length and the bytes; after them the card has left. The reader's random
// number is that of the recording, so that there is one way to succeed: to answer as recorded.

#include <algorithm>

#include "doorward/drivers/desfire.hpp"
#include "drivers/desfire/desfire_authenticator.hpp"
#include "fakes/desfire_recording.hpp"

namespace {

using namespace doorward;

class HostileCard final : public CardChannel {
 public:
  explicit HostileCard(ByteView answers) : rest_(answers) {}

  Result<Bytes> Transceive(ByteView apdu, Milliseconds /*patience*/) override {
    DW_CHECK(apdu.size() >= 5 && apdu.size() <= 38 && apdu[0] == 0x90);
    DW_CHECK(given_.size() < 4);
    if (rest_.empty()) return Fail(ErrorCode::kNotFound, "gone");
    const std::size_t length = std::min<std::size_t>(rest_[0], rest_.size() - 1);
    const ByteView answer = rest_.subspan(1, length);
    rest_ = rest_.subspan(1 + length);
    given_.emplace_back(answer.begin(), answer.end());
    return given_.back();
  }

  const std::vector<Bytes>& given() const { return given_; }

 private:
  ByteView rest_;
  std::vector<Bytes> given_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kAuthenticator = [] {
    const TempDir folder;
    return DesfireAuthenticator::Make(RecordedDesfireConfig(folder)).value();
  }();
  const Bytes claimed = {4, 1, 2, 3};
  HostileCard card(ByteView(data, size));
  const auto read = kAuthenticator.IdentifyWith(RecordedDesfire().random, card, claimed);
  if (!read) {
    DW_CHECK(read.error().code == ErrorCode::kNotFound);
  } else if (read->proof == CardProof::kAuthenticated) {
    DW_CHECK(card.given() == RecordedDesfire().answers && read->uid == RecordedDesfire().uid);
  } else {
    DW_CHECK(read->proof == CardProof::kFailed && read->uid == claimed);
  }
  return 0;
}
