// The log in the systemd journal, with fields to search by beside the text:
//
//   DOORWARD_DEVICE   device.id of the configuration
//   DOORWARD_PART     whom the line is about: a reader, "mqtt", "records"; absent if nobody
//   PRIORITY, TID     as journald and systemd use them
//
//   journalctl -u doorward DOORWARD_PART=nfc
//
// Thread-safety: spdlog's. Blocking: while journald does not take a message; systemd starts it anew
// if it hangs.

#pragma once

#include <spdlog/common.h>

#include <string>

namespace doorward::inline app {

// Whether standard error goes to the journal: what systemd says in JOURNAL_STREAM is still true.
bool StandardErrorIsJournal();

spdlog::sink_ptr MakeJournalSink(const std::string& device);

}  // namespace doorward::inline app
