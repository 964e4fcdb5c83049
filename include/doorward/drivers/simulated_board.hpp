// Simulated hardware: readers that are told what they see, lines that can be set and watched. It
// stands where a device is missing, in the demo, in tests and on an installer's desk
// (`doorctl sim …`). What it feeds goes the way of real input from the hal upwards.
//
// Every change of every output line is kept with its time (a bounded trace, oldest dropped): the
// independent witness of what the strike did.
//
// Thread-safety: every method may be called from any thread.
// Ownership: what Open…() and …Line() give refers to the board, which outlives it.
// Errors: kNotFound names the parts there are; kResourceExhausted when a reader's queue of 256
//   items is full; kInvalidArgument for what no reader of that kind could have read; kUnavailable
//   while the part is unplugged.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "doorward/core/clock.hpp"
#include "doorward/hal/camera.hpp"
#include "doorward/hal/fingerprint_reader.hpp"
#include "doorward/hal/lines.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

struct TraceEntry {
  std::uint64_t number = 0;  // From 1, without gaps but for what the bound dropped.
  std::string line;          // "main.strike"
  Level level = Level::kInactive;
  WallTime at;
  SteadyTime steady_at;
};

class SimulatedBoard {
 public:
  explicit SimulatedBoard(const Clock& clock);
  ~SimulatedBoard();

  // The daemon's side. A part exists from its first opening; a second opening of a reader (after
  // it "came back") takes over its queue.
  std::unique_ptr<Reader> OpenReader(const std::string& id, const ReaderReads& reads);
  // A reader on simulated D0 and D1: see drivers/wiegand.hpp.
  std::unique_ptr<Reader> OpenWiegandReader(const std::string& id, bool reversed);
  std::unique_ptr<FingerprintReader> OpenFingerprintReader(const std::string& id);
  std::unique_ptr<Camera> OpenCamera(const std::string& id);
  std::unique_ptr<OutputLine> OpenOutput(const std::string& line, Level initial);
  std::unique_ptr<InputLine> OpenInput(const std::string& line);

  // The hand's side. An empty reader id means the only reader of that kind; if there are several
  // it is kInvalidArgument and the message lists them.
  Status PresentCard(const std::string& reader, Bytes uid, CardProof proof = CardProof::kNone,
                     CardNumberKind kind = CardNumberKind::kUnknown);
  Status PresentCode(const std::string& reader, std::string text);
  Status PressKeys(const std::string& reader, std::string_view keys);  // 0-9 * #
  Status Tamper(const std::string& reader, bool tampered);
  // One pulse for each '0' and '1' of `bits`, at most 256, `interval` apart.
  Status PulseWiegand(const std::string& reader, std::string_view bits,
                      std::chrono::microseconds interval);
  // Holds D0 and D1 (ReaderInput::kD0, kD1) pulled, as a short does, until the next call.
  Status PullWiegand(const std::string& reader, ReaderInputs lines);
  Status PresentFinger(const std::string& reader, int slot);  // Below 0: unknown finger.
  Status ShowFrame(const std::string& reader, Image image);   // Shown until the next, as new frames
                                                              // at 10 a second; empty: nothing.
  Status SetInput(const std::string& line, Level level);
  // From now on (or no longer) every call on this part fails with kUnavailable, as if unplugged. What
  // a reader has waiting, and what a camera shows, is lost then.
  Status SetUnplugged(const std::string& part, bool unplugged);

  std::vector<TraceEntry> Trace(std::uint64_t after_number = 0) const;
  std::map<std::string, Level> Outputs() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace doorward::inline drivers
