// Watches one reader of pcscd, and reads each card that comes.
//
// Thread-safety: none. Blocking: as pcscd does; see pcsc_link.hpp.
// Errors: kUnavailable: the reader is gone.

#pragma once

#include "doorward/drivers/pcsc.hpp"
#include "drivers/desfire/desfire_authenticator.hpp"
#include "drivers/drop_report.hpp"
#include "drivers/pcsc/pcsc_link.hpp"

namespace doorward::inline drivers {

class PcscWatch {
 public:
  static Result<PcscWatch> Open(const std::string& reader,
                                std::optional<DesfireAuthenticator> authenticator);

  // Waits for a card that was not there before; nullopt if none came, or none that can be reported.
  Result<std::optional<CardRead>> Next(Milliseconds patience);

  // Whether one is there, as last told.
  bool has_card() const { return (state_ & SCARD_STATE_PRESENT) != 0; }

  const std::string& reader() const { return reader_; }

 private:
  PcscWatch(PcscLink link, std::string reader, DWORD state,
            std::optional<DesfireAuthenticator> authenticator)
      : link_(std::move(link)),
        reader_(std::move(reader)),
        state_(state),
        authenticator_(std::move(authenticator)),
        report_("pcsc " + reader_) {}

  Result<std::optional<CardRead>> ReadCard();
  Result<bool> HasLeft() const;  // The card that has stopped answering.
  Result<std::optional<CardRead>> DropFor(const Error& why);
  std::optional<CardRead> Drop();

  PcscLink link_;
  std::string reader_;
  DWORD state_;  // As last told.
  std::optional<DesfireAuthenticator> authenticator_;
  DropReport report_;
  std::uint64_t dropped_ = 0;
};

}  // namespace doorward::inline drivers
