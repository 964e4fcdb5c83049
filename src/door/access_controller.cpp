#include "doorward/door/access_controller.hpp"

#include <atomic>
#include <utility>

#include "door/access_inbox.hpp"
#include "door/access_thread.hpp"
#include "door/presences.hpp"
#include "door/reader_input_alarms.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/worker.hpp"

namespace doorward::inline door {

struct AccessController::Impl {
  Impl(Parts parts, Matcher matcher, const CurrentIndex& index, RecordWriter& records,
       Feedback& feedback, const Clock& clock, Health& health)
      : recorder(records, clock),
        enroller(feedback, clock),
        presences(parts.readers),
        reader_inputs(parts.readers, recorder, health),
        inbox(parts.readers),
        thread(std::move(parts), std::move(matcher), index, records, feedback, clock, health,
               inbox) {}

  void Stop() DW_EXCLUDES(life) {
    MutexLock lock(life);
    if (std::exchange(stopped, true)) return;
    inbox.Close();
    worker.reset();
    thread.Finish();
  }

  Recorder recorder;
  Enroller enroller;
  Presences presences;
  ReaderInputAlarms reader_inputs;
  AccessInbox inbox;
  AccessThread thread;
  std::atomic<bool> told_of_unknown_reader = false;

  Mutex life;
  std::optional<Worker> worker DW_GUARDED_BY(life);
  bool stopped DW_GUARDED_BY(life) = false;
};

AccessController::AccessController(Parts parts, Matcher matcher, const CurrentIndex& index,
                                   RecordWriter& records, Feedback& feedback, const Clock& clock,
                                   Health& health)
    : impl_(std::make_unique<Impl>(std::move(parts), std::move(matcher), index, records, feedback,
                                   clock, health)) {}

AccessController::~AccessController() { impl_->Stop(); }

void AccessController::Start() {
  MutexLock lock(impl_->life);
  if (impl_->stopped || impl_->worker) return;
  impl_->worker.emplace(
      "access",
      [&thread = impl_->thread](const std::stop_token& stop) {
        while (!stop.stop_requested()) thread.Round();
      },
      Urgency::kDoor);
}

void AccessController::Stop() { impl_->Stop(); }

bool AccessController::Post(const Presentation& presentation) {
  if (!impl_->thread.HasReader(presentation.reader)) {
    if (!impl_->told_of_unknown_reader.exchange(true)) {
      LogError(LogPart{"access"}, "a presentation of the unknown reader \"{}\" was refused",
               presentation.reader.str());
    }
    return false;
  }
  // An enrolment sees each sighting, so that a card which lay there before it began is taken too.
  const bool begins = impl_->presences.Begins(presentation);
  if (impl_->enroller.Takes(presentation) || !begins) return true;
  if (impl_->inbox.Post(presentation)) return true;
  impl_->presences.Forget(presentation);
  return false;
}

void AccessController::OnReaderBack(const ReaderId& reader, SteadyTime now) {
  impl_->presences.OnReaderBack(reader, now);
  impl_->reader_inputs.OnReaderBack(reader);
}

Enroller& AccessController::enroller() { return impl_->enroller; }

void AccessController::NoteTamper(const ReaderId& reader, bool tampered) {
  if (!impl_->thread.HasReader(reader)) return;
  impl_->recorder.WriteAlarm(impl_->thread.DoorOf(reader), reader,
                             tampered ? Event::kReaderTamper : Event::kReaderTamperCleared);
}

void AccessController::NoteInputs(const ReaderId& reader, const ReaderInputs& active,
                                  SteadyTime now) {
  impl_->reader_inputs.Look(reader, active, now);
}

std::uint64_t AccessController::FaceRequests(const ReaderId& reader) const {
  return impl_->thread.FaceRequestsAt(reader);
}

Status AccessController::Release(const DoorId& door, std::string by) {
  return impl_->inbox.Ask(ReleaseRequest{.door = door, .by = std::move(by)});
}

Status AccessController::SetMode(const DoorId& door, DoorMode mode, std::optional<WallTime> until,
                                 std::string by) {
  return impl_->inbox.Ask(
      ModeRequest{.door = door, .mode = mode, .until = until, .by = std::move(by)});
}

void AccessController::OnDurable() { impl_->inbox.Wake(); }

void AccessController::OnInputEdge() { impl_->inbox.Wake(); }

std::map<DoorId, DoorStatus> AccessController::Doors() const { return impl_->thread.Doors(); }

AccessCounters AccessController::Counters() const { return impl_->thread.Counters(); }

SteadyTime AccessController::LastBeat() const { return impl_->thread.LastBeat(); }

}  // namespace doorward::inline door
