// Encryption under a passphrase that somebody remembers, for what leaves the terminal.
//
// The key is Argon2id's of the passphrase, 64 MiB and 4 passes; the text is libsodium's secretstream
// (XChaCha20-Poly1305) in pieces, so that a piece that is changed, moved, left out or cut off shows. A weak
// passphrase can still be searched for by whoever has the result.
//
//   16 bytes  "DOORWARD-BACKUP" and the number of the format, 1
//   16        salt
//   24        header of the secretstream, bound to all before by the first piece
//   pieces of 64 KiB and 17 bytes; the last is shorter and marked as the last

#pragma once

#include <string>
#include <string_view>

#include "doorward/core/bytes.hpp"

namespace doorward::inline core {

std::string SealWithPassphrase(std::string_view plain, std::string_view passphrase);

// kInvalidArgument: not such a text, or of a newer format. kPermissionDenied: the wrong passphrase, or the
// beginning was changed. kDataLoss: what follows was changed or cut off.
Result<std::string> OpenWithPassphrase(std::string_view sealed, std::string_view passphrase);

}  // namespace doorward::inline core
