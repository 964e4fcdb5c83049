// What follows the reply to a `watch`: records and the status as lines, a piece at a time. It keeps how far it has
// come, and asks the log anew for each piece: nothing waits in memory for whoever watches slowly.
//
// Records are given once they will not change any more, in order of seq, without holes or doubles; what the ring
// overwrote before it was given is told as such.
//
// Thread-safety: none; it may go from thread to thread. Blocking: Next() as long as a query of kPageRecords.
// Ownership: `context` outlives it.

#pragma once

#include <string>

#include "doorward/commands/command_context.hpp"
#include "doorward/protocol/watch_command.hpp"

namespace doorward::inline commands {

class WatchStream {
 public:
  static constexpr std::size_t kPageRecords = 250;
  static constexpr std::size_t kMaxPieceBytes = 128 * 1024;  // And one line more.

  struct Piece {
    std::string lines;   // Each with its end; may be empty.
    bool more = false;   // There may be more at once; if not, there is none before the next news.
    bool ended = false;  // The last line is a reply that says why: the log could not be read.
  };

  // Of the command `id`, from where the log is now, or from where the command says.
  WatchStream(const CommandContext& context, std::string id, Watch command);

  // The result of the command: which log it is, and where it stood at the beginning.
  Json Begun() const { return {{"log_id", first_log_id_}, {"last_seq", first_seq_}}; }

  bool watches_status() const { return command_.status; }

  // What has come since. The status is looked at if `with_status`, and given if it has changed.
  Piece Next(bool with_status);

 private:
  Status AddRecords(Piece& piece);
  void TellLog(const RecordLogState& state, Piece& piece);
  bool Passes(const Record& record) const;
  void AddStatus(Piece& piece);

  const CommandContext& context_;
  const std::string id_;
  const Watch command_;
  const WatchLines lines_;
  const std::string first_log_id_;
  const RecordSeq first_seq_;
  std::string log_id_ = first_log_id_;
  RecordSeq position_;  // Every record up to here is given, or passed over by the filter.
  Json told_status_;    // Without what is volatile.
};

}  // namespace doorward::inline commands
