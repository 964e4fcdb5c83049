#include "doorward/drivers/simulated_board.hpp"

#include <algorithm>

#include "drivers/simulated/part_table.hpp"
#include "drivers/simulated/simulated_lines.hpp"
#include "drivers/simulated/simulated_readers.hpp"
#include "drivers/simulated/simulated_scene.hpp"
#include "drivers/simulated/simulated_wiegand.hpp"

namespace doorward::inline drivers {

struct SimulatedBoard::State {
  explicit State(const Clock& terminal_clock)
      : clock(terminal_clock), trace(std::make_shared<SimulatedTrace>(clock)) {}

  template <typename Part>
  Result<std::shared_ptr<Part>> Find(const PartTable<Part>& table, const std::string& id) const
      DW_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    return table.Find(id);
  }

  // Makes a part that needs nothing but its name.
  template <typename Part>
  std::shared_ptr<Part> Open(PartTable<Part>& table, const std::string& id) DW_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    return table.FindOrMake(
        id, [&] { return std::make_shared<Part>("simulated " + table.kind() + " " + id); });
  }

  const Clock& clock;
  const std::shared_ptr<SimulatedTrace> trace;

  // Guards the tables, not the parts, which have their own; held around no wait.
  mutable Mutex mutex;
  PartTable<EventQueue> cards{"card reader"};  // A reader of several kinds is in several tables.
  PartTable<EventQueue> codes{"code reader"};
  PartTable<EventQueue> keypads{"keypad"};
  PartTable<EventQueue> readers{"reader"};  // All of them.
  PartTable<SimulatedWiegand> wiegands{"Wiegand reader"};
  PartTable<FingerQueue> fingers{"fingerprint reader"};
  PartTable<SimulatedScene> cameras{"camera"};
  PartTable<SimulatedOutput> outputs{"output"};
  PartTable<SimulatedInput> inputs{"input"};
};

SimulatedBoard::SimulatedBoard(const Clock& clock) : state_(std::make_shared<State>(clock)) {}
SimulatedBoard::~SimulatedBoard() = default;

std::unique_ptr<Reader> SimulatedBoard::OpenReader(const std::string& id,
                                                   const ReaderReads& reads) {
  MutexLock lock(state_->mutex);
  std::string kind;
  const auto serve = [&](bool wanted, const PartTable<EventQueue>& table) {
    if (wanted) kind = kind.empty() ? table.kind() : state_->readers.kind();
  };
  serve(reads.cards, state_->cards);
  serve(reads.codes, state_->codes);
  serve(reads.keys, state_->keypads);
  auto queue = state_->readers.FindOrMake(
      id, [&] { return std::make_shared<EventQueue>("simulated " + kind + " " + id); });
  const auto same = [&] { return queue; };
  if (reads.cards) state_->cards.FindOrMake(id, same);
  if (reads.codes) state_->codes.FindOrMake(id, same);
  if (reads.keys) state_->keypads.FindOrMake(id, same);
  return std::make_unique<SimulatedReader>(std::move(queue));
}

std::unique_ptr<Reader> SimulatedBoard::OpenWiegandReader(const std::string& id, bool reversed) {
  return MakeWiegandReader(
      std::make_unique<SimulatedWiegandSource>(state_->Open(state_->wiegands, id)), reversed);
}

std::unique_ptr<FingerprintReader> SimulatedBoard::OpenFingerprintReader(const std::string& id) {
  return std::make_unique<SimulatedFingerprintReader>(state_->Open(state_->fingers, id));
}

std::unique_ptr<Camera> SimulatedBoard::OpenCamera(const std::string& id) {
  MutexLock lock(state_->mutex);
  return std::make_unique<SimulatedCamera>(state_->cameras.FindOrMake(id, [&] {
    return std::make_shared<SimulatedScene>("simulated camera " + id, state_->clock);
  }));
}

std::unique_ptr<OutputLine> SimulatedBoard::OpenOutput(const std::string& line, Level initial) {
  MutexLock lock(state_->mutex);
  const auto part = state_->outputs.FindOrMake(
      line, [&] { return std::make_shared<SimulatedOutput>(line, state_->trace); });
  // An unplugged line keeps its level; whoever opened it learns so from its own Set().
  static_cast<void>(part->Set(initial));
  return std::make_unique<SimulatedOutputLine>(part);
}

std::unique_ptr<InputLine> SimulatedBoard::OpenInput(const std::string& line) {
  MutexLock lock(state_->mutex);
  return std::make_unique<SimulatedInputLine>(
      state_->inputs.FindOrMake(line, [&] { return std::make_shared<SimulatedInput>(line); }));
}

Status SimulatedBoard::PresentCard(const std::string& reader, Bytes uid, CardProof proof,
                                   CardNumberKind kind) {
  if (uid.size() < 4 || uid.size() > 10) {
    return Fail(ErrorCode::kInvalidArgument, "a card's UID has 4 to 10 bytes");
  }
  DW_TRY_ASSIGN(const auto queue, state_->Find(state_->cards, reader));
  return queue->Put({CardRead{.uid = std::move(uid), .proof = proof, .kind = kind}});
}

Status SimulatedBoard::PresentCode(const std::string& reader, std::string text) {
  if (text.empty() || text.size() > 7089) {
    return Fail(ErrorCode::kInvalidArgument, "a code has 1 to 7,089 bytes");
  }
  DW_TRY_ASSIGN(const auto queue, state_->Find(state_->codes, reader));
  return queue->Put({CodeRead{.text = std::move(text)}});
}

Status SimulatedBoard::PressKeys(const std::string& reader, std::string_view keys) {
  if (keys.empty() || keys.find_first_not_of("0123456789*#") != std::string_view::npos) {
    return Fail(ErrorCode::kInvalidArgument, "the keys are 0 to 9, * and #");
  }
  DW_TRY_ASSIGN(const auto queue, state_->Find(state_->keypads, reader));
  std::vector<ReaderEvent> presses;
  for (const char key : keys) presses.emplace_back(KeyPress{.key = key});
  return queue->Put(std::move(presses));
}

Status SimulatedBoard::Tamper(const std::string& reader, bool tampered) {
  DW_TRY_ASSIGN(const auto queue, state_->Find(state_->readers, reader));
  return queue->Put({TamperChange{.tampered = tampered}});
}

Status SimulatedBoard::PulseWiegand(const std::string& reader, std::string_view bits,
                                    std::chrono::microseconds interval) {
  if (bits.empty() || bits.find_first_not_of("01") != std::string_view::npos) {
    return Fail(ErrorCode::kInvalidArgument, "the bits are 0 and 1");
  }
  DW_TRY_ASSIGN(const auto lines, state_->Find(state_->wiegands, reader));
  return lines->Pulse(bits, interval);
}

Status SimulatedBoard::PullWiegand(const std::string& reader, ReaderInputs lines) {
  DW_TRY_ASSIGN(const auto wiegand, state_->Find(state_->wiegands, reader));
  wiegand->Pull(std::move(lines));
  return {};
}

Status SimulatedBoard::PresentFinger(const std::string& reader, int slot) {
  DW_TRY_ASSIGN(const auto queue, state_->Find(state_->fingers, reader));
  if (slot < 0) return queue->Put({FingerMatch{}});
  return queue->Put({FingerMatch{.slot = slot, .score = 100}});
}

Status SimulatedBoard::ShowFrame(const std::string& reader, Image image) {
  DW_TRY_ASSIGN(const auto scene, state_->Find(state_->cameras, reader));
  return scene->Show(std::move(image));
}

Status SimulatedBoard::SetInput(const std::string& line, Level level) {
  DW_TRY_ASSIGN(const auto input, state_->Find(state_->inputs, line));
  return input->Set(level);
}

Status SimulatedBoard::SetUnplugged(const std::string& part, bool unplugged) {
  MutexLock lock(state_->mutex);
  bool found = false;
  std::string ids;
  const auto pull = [&](const auto& table) {
    if (!table.parts().empty()) ids += (ids.empty() ? "" : ", ") + table.Ids();
    const auto entry = table.parts().find(part);
    if (entry == table.parts().end()) return;
    entry->second->SetUnplugged(unplugged);
    found = true;
  };
  pull(state_->readers);
  pull(state_->wiegands);
  pull(state_->fingers);
  pull(state_->cameras);
  pull(state_->outputs);
  pull(state_->inputs);
  if (found) return {};
  return Fail(ErrorCode::kNotFound, "no such simulated part; there is: " + ids);
}

std::vector<TraceEntry> SimulatedBoard::Trace(std::uint64_t after_number) const {
  return state_->trace->After(after_number);
}

std::map<std::string, Level> SimulatedBoard::Outputs() const {
  MutexLock lock(state_->mutex);
  std::map<std::string, Level> levels;
  for (const auto& [line, part] : state_->outputs.parts()) levels.emplace(line, part->level());
  return levels;
}

}  // namespace doorward::inline drivers
