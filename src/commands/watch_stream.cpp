#include "doorward/commands/watch_stream.hpp"

#include <algorithm>
#include <utility>

#include "commands/catalogue.hpp"
#include "doorward/protocol/envelope.hpp"
#include "doorward/protocol/record_codec.hpp"
#include "doorward/protocol/reply.hpp"
#include "doorward/protocol/status.hpp"

namespace doorward::inline commands {
namespace {

void AddLine(std::string_view line, std::string& lines) {
  lines += line;
  lines += '\n';
}

// The oldest record that can still be had, or the next one if there is none.
RecordSeq OldestHeld(const RecordLogState& state) {
  return state.first_seq != 0 ? state.first_seq : state.last_seq + 1;
}

}  // namespace

// A transport that carries streams begins the watch itself, in the place of this.
Result<Json> Execute(const Watch&, const Call&) {
  return Fail(ErrorCode::kUnsupported,
              "watch is for the terminal's own socket: over MQTT records come by themselves, and "
              "the status is retained");
}

WatchStream::WatchStream(const CommandContext& context, std::string id, Watch command)
    : context_(context),
      id_(std::move(id)),
      command_(std::move(command)),
      lines_(id_),
      first_log_id_(context.records.State().log_id),
      first_seq_(context.record_writer.published_seq()),
      position_(command_.after_seq.value_or(first_seq_)) {}

WatchStream::Piece WatchStream::Next(bool with_status) {
  Piece piece;
  if (command_.records) {
    if (auto read = AddRecords(piece); !read) {
      const Envelope watch{.id = id_, .name = std::string(Watch::kName), .arguments = {}};
      AddLine(WriteReply(watch, Fail(read.error()), context_.clock.WallNow()), piece.lines);
      piece.ended = true;
      return piece;
    }
  }
  if (with_status && command_.status) AddStatus(piece);
  return piece;
}

// The log is asked how it stands after the query. What has left the ring by then counts as overwritten, whether the
// query saw some of it or not; so nothing is missed untold, and nothing told twice.
Status WatchStream::AddRecords(Piece& piece) {
  const RecordSeq newest = context_.record_writer.published_seq();
  if (newest <= position_) return {};
  DW_TRY_ASSIGN(const std::vector<Record> records,
                context_.records.Query({.after_seq = position_, .limit = kPageRecords}));
  TellLog(context_.records.State(), piece);
  piece.more = records.size() == kPageRecords;
  for (const Record& record : records) {
    if (record.seq > newest) break;
    if (record.seq <= position_) continue;
    if (piece.lines.size() >= kMaxPieceBytes) {
      piece.more = true;
      return {};
    }
    position_ = record.seq;
    if (Passes(record)) AddLine(lines_.Record(RecordToJson(record, context_.zone)), piece.lines);
  }
  if (!piece.more) position_ = std::max(position_, newest);
  return {};
}

void WatchStream::TellLog(const RecordLogState& state, Piece& piece) {
  if (state.log_id != log_id_) {
    log_id_ = state.log_id;
    AddLine(lines_.NewLog(log_id_), piece.lines);
  }
  const RecordSeq oldest = OldestHeld(state);
  if (oldest <= position_ + 1) return;
  AddLine(lines_.Overwritten({.from = position_ + 1, .to = oldest - 1}), piece.lines);
  position_ = oldest - 1;
}

bool WatchStream::Passes(const Record& record) const {
  return (!command_.kind || record.kind == *command_.kind) &&
         (command_.person.empty() || record.person == command_.person);
}

void WatchStream::AddStatus(Piece& piece) {
  const Json status = context_.status();
  Json telling = WithoutVolatile(status);
  if (telling == told_status_) return;
  AddLine(lines_.Status(status), piece.lines);
  told_status_ = std::move(telling);
}

std::vector<CommandSpec> WatchCatalogue() { return Entries(WatchCommands{}); }

}  // namespace doorward::inline commands
