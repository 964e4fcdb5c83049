// A module that matches fingers itself and answers with the slot of the finger it found.
//
// Thread-safety, blocking and errors: as in reader.hpp. What touches a template takes up to 2 s.

#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"
#include "doorward/hal/indicator.hpp"
#include "doorward/hal/reader_input.hpp"

namespace doorward::inline hal {

struct FingerMatch {
  std::optional<int> slot;  // nullopt: a finger that the module does not know.
  int score = 0;            // The module's own unit.
};

// How far one reading of a finger got.
enum class FingerSample {
  kNoFinger,  // None came in the time given.
  kTaken,
  kPoor,  // Too dry, too wet, off centre: show it again.
};

// The templates inside a module, by slot, and the making of new ones.
class FingerprintTemplates {
 public:
  virtual ~FingerprintTemplates() = default;

  virtual int capacity() const = 0;  // Slots are 0 to capacity - 1.
  virtual Result<std::set<int>> UsedSlots() = 0;

  // A mark of up to 32 bytes that the module keeps with its templates, and loses with them when it is
  // swapped for another. Empty if there is none. kUnsupported: the module can keep none.
  virtual Result<Bytes> ReadMark() = 0;
  virtual Status WriteMark(ByteView mark) = 0;

  // Templates are bytes that only modules of the same family understand; up to 1,536.
  // kInvalidArgument: the module refuses this template. kNotFound: the slot is empty.
  virtual Status Put(int slot, ByteView template_data) = 0;
  virtual Result<Bytes> Get(int slot) = 0;
  virtual Status Delete(int slot) = 0;  // Ok if it was empty.
  virtual Status Clear() = 0;

  // Enrolment is two samples of one finger, lifted in between, and then Combine(). kInvalidArgument
  // from Combine(): they are not the same finger, or too unlike; begin again.
  virtual Result<FingerSample> TakeSample(int sample, Milliseconds patience) = 0;  // 1, then 2.
  virtual Result<std::optional<int>> FindSample(int sample) = 0;  // The slot of such a finger.
  virtual Result<bool> IsFingerLifted() = 0;
  virtual Result<Bytes> Combine() = 0;
};

class FingerprintReader {
 public:
  virtual ~FingerprintReader() = default;

  // Waits up to `patience` for a finger and searches for it. nullopt if none came. A finger that
  // rests on the sensor is reported once.
  virtual Result<std::optional<FingerMatch>> WaitForFinger(Milliseconds patience) = 0;

  // Null if the module's templates cannot be managed from here. Lives as long as the reader.
  virtual FingerprintTemplates* templates() { return nullptr; }

  // As Reader::Play().
  virtual Status Play(const IndicatorPattern& /*pattern*/) { return {}; }

  // As Reader::active_inputs().
  virtual ReaderInputs active_inputs() const { return {}; }

  // Model family, as in FingerprintCredential::sensor.
  virtual std::string_view sensor() const = 0;
  virtual std::string_view name() const = 0;
};

}  // namespace doorward::inline hal
