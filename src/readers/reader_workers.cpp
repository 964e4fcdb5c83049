#include "doorward/readers/reader_workers.hpp"

#include <memory>
#include <utility>

#include "readers/keypad_collector.hpp"
#include "readers/reader_loop.hpp"
#include "readers/repeated_key.hpp"

namespace doorward::inline readers {
namespace {

constexpr Milliseconds kEdgeRetry{250};

// What the events of one reader mean. Kinds that it is not there for are dropped.
class ReaderEvents {
 public:
  ReaderEvents(const ReaderContext& context, const ReaderReads& reads, CredentialType codes)
      : context_(context), reads_(reads), codes_(codes) {}

  void Take(ReaderEvent event) {
    std::visit([this](auto& what) { Take(std::move(what)); }, event);
  }

  // `active` are the inputs that the reader itself tells of.
  void LookAt(ReaderInputs active) {
    const SteadyTime now = context_.clock.SteadyNow();
    if (repeated_.is_held(now)) active.insert(ReaderInput::kKey);
    context_.access.NoteInputs(context_.reader, active, now);
  }

 private:
  void Take(CardRead card) {
    if (!reads_.cards) return;
    Present(context_,
            CardPresented{.uid = std::move(card.uid), .proof = card.proof, .kind = card.kind});
  }

  void Take(CodeRead code) {
    if (!reads_.codes) return;
    Present(context_, CodePresented{.text = std::move(code.text), .type = codes_});
  }

  void Take(KeyPress press) {
    if (!reads_.keys) return;
    repeated_.Press(press.key, context_.clock.SteadyNow());
    context_.feedback.Show(context_.reader, Signal::kKey);
    if (auto digits = collector_.Press(press.key, context_.clock.SteadyNow())) {
      Present(context_, PinEntered{.digits = *std::move(digits)});
    }
  }

  void Take(TamperChange change) { context_.access.NoteTamper(context_.reader, change.tampered); }

  const ReaderContext context_;
  const ReaderReads reads_;
  const CredentialType codes_;
  KeypadCollector collector_;
  RepeatedKey repeated_;
};

}  // namespace

Worker StartReaderWorker(const ReaderContext& context, const ReaderReads& reads,
                         OpenDevice<Reader> open, CredentialType codes) {
  OpenDevice<Reader> reopen = [context, open = std::move(open)] {
    auto reader = open();
    if (reader) context.access.OnReaderBack(context.reader, context.clock.SteadyNow());
    return reader;
  };
  return StartReader(context, std::move(reopen),
                     [context, events = ReaderEvents(context, reads, codes)](
                         Reader& reader) mutable -> Result<bool> {
                       DW_TRY(PlayChange(context, reader));
                       DW_TRY_ASSIGN(auto event, reader.WaitForEvent(kReaderPatience));
                       if (event) events.Take(*std::move(event));
                       events.LookAt(reader.active_inputs());
                       return true;
                     });
}

Worker StartEdgeWorker(const std::string& name, InputLine& line, AccessController& access) {
  return Worker(name, [&line, &access](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto edge = line.WaitForEdge(kDevicePatience);
      // The access thread reads the level itself, and tells of a line that fails.
      if (!edge) {
        WaitFor(stop, kEdgeRetry);
      } else if (*edge) {
        access.OnInputEdge();
      }
    }
  });
}

}  // namespace doorward::inline readers
