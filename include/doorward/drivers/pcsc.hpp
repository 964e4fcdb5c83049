// Contactless card readers behind pcscd, through libpcsclite.
//
// Gives a card's UID, as the reader tells it (the command FF CA 00 00 00 of PC/SC, part 3): 4, 7 or 10
// bytes. With `desfire` the card must prove itself: see desfire.hpp. A card that does not is reported
// as failed; one that is taken away before it is through is not reported.
//
// A card is the reader's alone while it is read (exclusive sharing): no other program can take part in
// what it proves. A card that lies there when the reader is opened is reported when it comes again.
// Cards that give no UID are dropped and counted.
//
// Blocking: pcscd, and the reader's driver in it, may hang for as long as a card pleases. A thread
//   makes these calls; what does not answer for five seconds is kUnavailable, and its thread ends when
//   the call does.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "doorward/core/mutex.hpp"
#include "doorward/drivers/desfire.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

struct PcscConfig {
  std::string reader;  // A part of its name as pcscd tells it; empty: the only one.
  std::optional<DesfireConfig> desfire;
};

// Which readers still have a thread that hangs in pcscd, so that there is never a second one.
//
// Thread-safety: any thread. Ownership: outlives the opening of readers, not necessarily the readers.
class PcscThreads {
 public:
  // Held by the thread of `reader` for as long as it runs. Null if there is one already.
  std::shared_ptr<void> Begin(const std::string& reader);

 private:
  Mutex mutex_;
  std::map<std::string, std::weak_ptr<void>> running_ DW_GUARDED_BY(mutex_);
};

// kUnavailable: pcscd does not run or answer, or there is no such reader, or several. kPermissionDenied:
// pcscd (polkit) does not let this user in. Others as for CheckDesfireKey().
Result<std::unique_ptr<Reader>> OpenPcscReader(const PcscConfig& config, PcscThreads& threads);

}  // namespace doorward::inline drivers
