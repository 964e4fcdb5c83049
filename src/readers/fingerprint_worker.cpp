// The thread of a fingerprint reader: looks for fingers, and between two looks keeps the module's
// templates, or takes an enrolment a step further.

#include <optional>
#include <string>
#include <utility>

#include "readers/finger_enroller.hpp"
#include "readers/reader_loop.hpp"
#include "readers/template_keeper.hpp"

namespace doorward::inline readers {
namespace {

// How long to look for a finger between two changes of the module.
constexpr Milliseconds kLookBetween{20};

// A reader from one opening to the next.
class FingerprintSession {
 public:
  FingerprintSession(const ReaderContext& context, FingerprintStation& station,
                     std::unique_ptr<FingerprintReader> reader)
      : context_(context), station_(station), reader_(std::move(reader)) {
    using enum FingerprintStation::Module;
    const bool managed = reader_->templates() != nullptr;
    if (managed) {
      keeper_.emplace(TemplateKeeper::Parts{.reader = context.reader,
                                            .module = *reader_,
                                            .people = station.people(),
                                            .index = station.index(),
                                            .health = context.health,
                                            .clock = context.clock});
    }
    station_.SetModule(managed ? kManaged : kFixed, reader_->sensor());
  }
  // Whoever begins an enrolment hereafter is told that the module is away; who has begun one is told now.
  ~FingerprintSession() {
    enroller_.reset();
    station_.SetModule(FingerprintStation::Module::kAway);
    if (const auto task = Wanted()) {
      enrolment().Take(task->id, Fail(ErrorCode::kUnavailable, "the fingerprint module is gone"));
    }
  }
  FingerprintSession(const FingerprintSession&) = delete;
  FingerprintSession& operator=(const FingerprintSession&) = delete;

  Result<bool> ServeOnce() {
    DW_TRY(PlayChange(context_, *reader_));
    if (BeginOrGoOnEnrolling()) {
      DW_TRY(Enrol());
      return true;
    }
    bool busy = false;
    if (keeper_) {
      DW_TRY_ASSIGN(busy, keeper_->Step());
    }
    DW_TRY_ASSIGN(const auto finger, reader_->WaitForFinger(busy ? kLookBetween : kReaderPatience));
    context_.access.NoteInputs(context_.reader, reader_->active_inputs(),
                               context_.clock.SteadyNow());
    if (!finger) return true;
    DW_TRY_ASSIGN(auto key, KeyOf(*finger));
    Present(context_, FingerPresented{.key = std::move(key)});
    return true;
  }

  std::string_view name() const { return reader_->name(); }

 private:
  // Only what this terminal has put into a managed module stands for anybody.
  Result<std::optional<CredentialKey>> KeyOf(const FingerMatch& finger) {
    if (!finger.slot) return std::nullopt;
    if (keeper_) return keeper_->Identify(*finger.slot);
    return KeyOfFinger(reader_->sensor(), *finger.slot);
  }

  PersonId OwnerOf(int slot) const {
    const auto key = keeper_->KeyIn(slot);
    if (!key) return PersonId();
    const auto index = station_.index().Get();
    const PersonRights* owner = index->FindByKey(*key);
    return owner == nullptr ? PersonId() : owner->id;
  }

  Enroller& enrolment() { return context_.access.enroller(); }

  std::optional<EnrolmentTask> Wanted() {
    auto task = enrolment().TaskAt(context_.reader);
    return task && task->type == CredentialType::kFingerprint ? std::move(task) : std::nullopt;
  }

  // Whether the module's time belongs to an enrolment. One that is over keeps it until the finger is lifted.
  bool BeginOrGoOnEnrolling() {
    auto wanted = Wanted();
    if (enroller_) {
      if (!wanted || wanted->id != enroller_->task().id) enroller_->GiveUp();
    } else if (wanted && keeper_ && !enrolment().IsChecking(wanted->id)) {
      enroller_.emplace(
          *std::move(wanted), std::string(reader_->sensor()),
          [this](int slot) { return OwnerOf(slot); }, enrolment());
    }
    return enroller_.has_value();
  }

  Status Enrol() {
    DW_TRY_ASSIGN(const bool goes_on, enroller_->Step(*reader_->templates(), kReaderPatience,
                                                      context_.clock.SteadyNow()));
    if (!goes_on) enroller_.reset();
    return {};
  }

  const ReaderContext context_;
  FingerprintStation& station_;
  const std::unique_ptr<FingerprintReader> reader_;
  std::optional<TemplateKeeper> keeper_;
  std::optional<FingerEnroller> enroller_;
};

}  // namespace

Worker StartFingerprintWorker(const ReaderContext& context, FingerprintStation& station,
                              OpenDevice<FingerprintReader> open) {
  const OpenDevice<FingerprintSession> open_session =
      [context, &station, open = std::move(open)]() -> Result<std::unique_ptr<FingerprintSession>> {
    DW_TRY_ASSIGN(auto reader, open());
    return std::make_unique<FingerprintSession>(context, station, std::move(reader));
  };
  return StartReader(context, open_session,
                     [](FingerprintSession& session) { return session.ServeOnce(); });
}

}  // namespace doorward::inline readers
