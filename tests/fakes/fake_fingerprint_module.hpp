// A fingerprint module in memory: what its slots and its notepad hold, the finger on it, and what it does
// wrong. A finger is the template that its owner would enrol; two samples of one finger give it.
//
// The module outlives the readers that are opened on it, as the real one outlives its cable.

#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "doorward/core/mutex.hpp"
#include "doorward/hal/fingerprint_reader.hpp"

namespace doorward {

class FakeFingerprintModule {
 public:
  // What happens to a change that power is cut in.
  enum class Cut { kBefore, kAfter, kWithin };

  struct State {
    int capacity = 200;
    bool keeps_mark = true;
    Bytes mark;
    std::map<int, Bytes> slots;
    std::set<Bytes> refuses;        // Templates of another family.
    std::set<int> bad_slots;        // What is there cannot be changed.
    std::optional<Bytes> finger;    // That rests on it.
    std::optional<Bytes> reported;  // That was searched for last, and has not left.
    std::optional<Bytes> slips_in;  // Takes its place as soon as it has been looked at once.
    bool poor = false;              // It is seen badly.
    std::optional<int> cut_after;   // So many changes go well, then power is cut.
    Cut cut = Cut::kBefore;
    bool unplugged = false;
    int changes = 0;
  };

  template <typename Use>
  auto With(Use use) {
    MutexLock lock(mutex_);
    return use(state_);
  }
  void Touch(const Bytes& finger) {
    With([&](State& state) { state.finger = finger; });
  }
  void Lift() {
    With([](State& state) { state.finger.reset(); });
  }

  Result<std::unique_ptr<FingerprintReader>> Open();

 private:
  Mutex mutex_;
  State state_ DW_GUARDED_BY(mutex_);
};

class FakeFingerprintReader final : public FingerprintReader, public FingerprintTemplates {
 private:
  using State = FakeFingerprintModule::State;

  static std::optional<int> SlotOf(const Bytes& finger, const State& state) {
    for (const auto& [slot, held] : state.slots) {
      if (held == finger) return slot;
    }
    return std::nullopt;
  }

  // The finger that rests on it. REQUIRES: there is one.
  static Bytes Looked(State& state) {
    Bytes seen = *state.finger;
    if (state.slips_in) state.finger = std::exchange(state.slips_in, std::nullopt);
    return seen;
  }

  static tl::unexpected<Error> Gone() { return Fail(ErrorCode::kUnavailable, "no power"); }

  template <typename Answer>
  auto Ask(Answer answer) {
    return module_.With([&](State& state) -> decltype(answer(state)) {
      if (state.unplugged) return Gone();
      return answer(state);
    });
  }

  // `spoil` is what is left of the change if power is cut within it.
  template <typename Make, typename Spoil>
  Status Change(Make make, Spoil spoil) {
    return Ask([&](State& state) -> Status {
      const bool cut = state.cut_after && state.changes++ >= *state.cut_after;
      if (!cut || state.cut == FakeFingerprintModule::Cut::kAfter) make(state);
      if (!cut) return {};
      if (state.cut == FakeFingerprintModule::Cut::kWithin) spoil(state);
      state.unplugged = true;
      return Gone();
    });
  }

 public:
  explicit FakeFingerprintReader(FakeFingerprintModule& module) : module_(module) {}

  Result<std::optional<FingerMatch>> WaitForFinger(Milliseconds) override {
    return Ask([](State& state) -> Result<std::optional<FingerMatch>> {
      if (state.finger == state.reported) return std::optional<FingerMatch>();
      state.reported = state.finger;
      if (!state.finger) return std::optional<FingerMatch>();
      return std::optional(FingerMatch{.slot = SlotOf(Looked(state), state)});
    });
  }
  FingerprintTemplates* templates() override { return this; }
  std::string_view sensor() const override { return "fake"; }
  std::string_view name() const override { return "fake fingerprint module"; }

  int capacity() const override {
    return module_.With([](const State& state) { return state.capacity; });
  }
  Result<std::set<int>> UsedSlots() override {
    return Ask([](const State& state) -> Result<std::set<int>> {
      std::set<int> used;
      for (const auto& [slot, held] : state.slots) used.insert(slot);
      return used;
    });
  }
  Result<Bytes> ReadMark() override {
    return Ask([](const State& state) -> Result<Bytes> {
      if (!state.keeps_mark) return Fail(ErrorCode::kUnsupported, "no notepad");
      return state.mark;
    });
  }
  Status WriteMark(ByteView mark) override {
    return Change([&](State& state) { state.mark.assign(mark.begin(), mark.end()); },
                  [](State& state) { state.mark = Bytes(16, 0xEE); });
  }
  Status Put(int slot, ByteView template_data) override {
    const Bytes data(template_data.begin(), template_data.end());
    const auto refusal = Ask([&](const State& state) -> Status {
      if (state.refuses.contains(data)) return Fail(ErrorCode::kInvalidArgument, "refused");
      if (state.bad_slots.contains(slot)) return Fail(ErrorCode::kInternal, "flash error");
      return {};
    });
    if (!refusal) return refusal;
    return Change([&](State& state) { state.slots[slot] = data; },
                  [&](State& state) { state.slots[slot] = Bytes(8, 0xEE); });
  }
  Result<Bytes> Get(int slot) override {
    return Ask([&](const State& state) -> Result<Bytes> {
      const auto found = state.slots.find(slot);
      if (found == state.slots.end()) return Fail(ErrorCode::kNotFound, "empty");
      return found->second;
    });
  }
  Status Delete(int slot) override {
    const bool stuck = module_.With([&](const State& s) { return s.bad_slots.contains(slot); });
    if (stuck) return Fail(ErrorCode::kInternal, "flash error");
    return Change([&](State& state) { state.slots.erase(slot); }, [](State&) {});
  }
  Status Clear() override {
    return Change([](State& state) { state.slots.clear(); },
                  [](State& state) {
                    if (!state.slots.empty()) state.slots.erase(state.slots.begin());
                  });
  }
  Result<FingerSample> TakeSample(int sample, Milliseconds) override {
    return Ask([&](State& state) -> Result<FingerSample> {
      if (!state.finger) return FingerSample::kNoFinger;
      if (state.poor) return FingerSample::kPoor;
      samples_[static_cast<std::size_t>(sample - 1)] = Looked(state);
      return FingerSample::kTaken;
    });
  }
  Result<std::optional<int>> FindSample(int sample) override {
    return Ask([&](const State& state) -> Result<std::optional<int>> {
      return SlotOf(samples_[static_cast<std::size_t>(sample - 1)], state);
    });
  }
  Result<bool> IsFingerLifted() override {
    return Ask([](const State& state) -> Result<bool> { return !state.finger.has_value(); });
  }
  Result<Bytes> Combine() override {
    if (samples_[0] != samples_[1]) return Fail(ErrorCode::kInvalidArgument, "not the same finger");
    return samples_[0];
  }

 private:
  FakeFingerprintModule& module_;
  Bytes samples_[2];
};

inline Result<std::unique_ptr<FingerprintReader>> FakeFingerprintModule::Open() {
  if (With([](const State& state) { return state.unplugged; })) {
    return Fail(ErrorCode::kUnavailable, "unplugged");
  }
  With([](State& state) { state.reported.reset(); });
  return std::make_unique<FakeFingerprintReader>(*this);
}

}  // namespace doorward
