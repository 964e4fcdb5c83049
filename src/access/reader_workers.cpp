#include "doorward/access/reader_workers.hpp"

#include <memory>
#include <utility>

#include "access/code_showing.hpp"
#include "access/device_loop.hpp"
#include "access/keypad_collector.hpp"

namespace doorward {
namespace {

constexpr Milliseconds kSameCode{2'000};
constexpr Milliseconds kEdgeRetry{250};

// Hands on what `context`'s reader saw. A full inbox is the access controller's to count.
template <typename What>
void Present(const ReaderContext& context, What what) {
  const bool taken = context.access.Post(
      {.reader = context.reader, .at = context.clock.SteadyNow(), .what = std::move(what)});
  if (!taken) LogWarning("{}: refused: the access thread is behind", context.reader.str());
}

// `serve_once(Device&)` is made anew for the thread and lives as long as it.
template <typename Device, typename ServeOnce>
Worker StartReader(const ReaderContext& context, OpenDevice<Device> open, ServeOnce serve_once) {
  return Worker(
      "rd:" + context.reader.str(),
      [context, open = std::move(open), serve_once = std::move(serve_once)](
          const std::stop_token& stop) { KeepServing<Device>(stop, context, open, serve_once); });
}

}  // namespace

Worker StartCardWorker(const ReaderContext& context, OpenDevice<CardReader> open) {
  return StartReader(context, std::move(open), [context](CardReader& reader) -> Result<bool> {
    DW_TRY_ASSIGN(auto uid, reader.WaitForCard(kDevicePatience));
    if (uid) Present(context, CardPresented{.uid = *std::move(uid)});
    return true;
  });
}

Worker StartCodeWorker(const ReaderContext& context, OpenDevice<CodeReader> open) {
  return StartReader(
      context, std::move(open),
      [context, showing = CodeShowing(kSameCode)](CodeReader& reader) mutable -> Result<bool> {
        DW_TRY_ASSIGN(auto text, reader.WaitForCode(kDevicePatience));
        if (text && showing.Begins(*text, context.clock.SteadyNow())) {
          Present(context, CodePresented{.text = *std::move(text)});
        }
        return true;
      });
}

Worker StartKeypadWorker(const ReaderContext& context, OpenDevice<Keypad> open) {
  return StartReader(
      context, std::move(open),
      [context, collector = KeypadCollector()](Keypad& keypad) mutable -> Result<bool> {
        DW_TRY_ASSIGN(const auto key, keypad.WaitForKey(kDevicePatience));
        if (!key) return true;
        if (auto digits = collector.Press(*key, context.clock.SteadyNow())) {
          Present(context, PinEntered{.digits = *std::move(digits)});
        }
        return true;
      });
}

Worker StartFingerprintWorker(const ReaderContext& context, OpenDevice<FingerprintReader> open) {
  return StartReader(
      context, std::move(open), [context](FingerprintReader& reader) -> Result<bool> {
        DW_TRY_ASSIGN(const auto finger, reader.WaitForFinger(kDevicePatience));
        if (finger) {
          Present(context,
                  FingerPresented{.sensor = std::string(reader.sensor()), .slot = finger->slot});
        }
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

}  // namespace doorward
