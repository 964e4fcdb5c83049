// Our connection to pcscd, and ours to a card through it: libpcsclite's handles, closed when they go,
// and its codes as errors.
//
// Blocking: every call may, for as long as pcscd likes.
// Errors: kUnavailable: pcscd or the reader is gone. kPermissionDenied: pcscd does not let us in. Any
//   other is about the card.

#pragma once

#include <winscard.h>

#include <memory>
#include <string>
#include <vector>

#include "drivers/desfire/card_channel.hpp"

namespace doorward::inline drivers {

class PcscLink {
 public:
  static Result<PcscLink> Open();
  PcscLink(PcscLink&& other) noexcept : context_(std::exchange(other.context_, 0)) {}
  PcscLink& operator=(PcscLink&&) = delete;
  ~PcscLink();

  Result<std::vector<std::string>> Readers() const;

  // Waits until the reader's state is another than `known`, and returns it; `known` if it stays.
  // SCARD_STATE_UNAWARE is told the state at once. The upper 16 bits count cards that came and went.
  Result<DWORD> StateOf(const std::string& reader, DWORD known, Milliseconds patience) const;

  SCARDCONTEXT context() const { return context_; }

 private:
  explicit PcscLink(SCARDCONTEXT context) : context_(context) {}

  SCARDCONTEXT context_;
};

// The card in `reader`, for us alone.
class PcscCard final : public CardChannel {
 public:
  // The link outlives the card.
  static Result<std::unique_ptr<PcscCard>> Connect(const PcscLink& link, const std::string& reader);
  PcscCard(SCARDHANDLE card, DWORD protocol) : card_(card), protocol_(protocol) {}
  ~PcscCard() override;
  PcscCard(const PcscCard&) = delete;
  PcscCard& operator=(const PcscCard&) = delete;

  Result<Bytes> Transceive(ByteView apdu, Milliseconds patience) override;

 private:
  const SCARDHANDLE card_;
  const DWORD protocol_;
};

}  // namespace doorward::inline drivers
