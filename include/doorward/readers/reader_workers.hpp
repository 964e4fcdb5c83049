// One thread a reader: it opens the device, carries what it sees to the access thread, and brings the
// device back when it fails (backoff 250 ms to 2 s). A reader that is missing is `degraded` in the
// health, under its id, and nothing else.
//
// Threads are named "rd:<id>". What the access thread refuses is lost here: a reader must go on
// reading, and the hand that showed it will show it again.
//
// A reader that has lights of its own plays there what feedback.hpp says.
//
// Ownership: what the context refers to outlives the worker.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "doorward/core/worker.hpp"
#include "doorward/door/access_controller.hpp"
#include "doorward/hal/fingerprint_reader.hpp"
#include "doorward/hal/reader.hpp"
#include "doorward/readers/fingerprint_station.hpp"

namespace doorward::inline readers {

template <typename Device>
using OpenDevice = std::function<Result<std::unique_ptr<Device>>()>;

// What the thread of any device needs.
struct DeviceContext {
  ReaderId reader;
  Health& health;
  const Clock& clock;
};

struct ReaderContext : DeviceContext {
  AccessController& access;
  Feedback& feedback;
};

// Of keys,
// digits are collected: '#' enters, '*' clears, 10 s without a key clears, more than 16 digits are
// kept as 16 and will be wrong. What it reads as codes are credentials of `codes`.
Worker StartReaderWorker(const ReaderContext& context, const ReaderReads& reads,
                         OpenDevice<Reader> open, CredentialType codes = CredentialType::kQr);

// Also keeps the module's templates as people.db has them, and enrols fingers: see `station`, which
// outlives the worker.
Worker StartFingerprintWorker(const ReaderContext& context, FingerprintStation& station,
                              OpenDevice<FingerprintReader> open);

// Watches an input line that the access thread reads, and calls OnInputEdge() for each edge. The
// line is usually one of the controller's doors': the worker must end before the controller does.
Worker StartEdgeWorker(const std::string& name, InputLine& line, AccessController& access);

}  // namespace doorward::inline readers
