// What the threads of readers and of fingerprint modules have in common.

#pragma once

#include <utility>

#include "readers/device_loop.hpp"

namespace doorward::inline readers {

// How late a reader's own lights may be.
inline constexpr Milliseconds kReaderPatience{50};

// Hands on what `context`'s reader saw. A full inbox is the access controller's to count.
template <typename What>
void Present(const ReaderContext& context, What what) {
  const bool taken = context.access.Post(
      {.reader = context.reader, .at = context.clock.SteadyNow(), .what = std::move(what)});
  if (!taken) LogWarning(LogPart{context.reader.str()}, "refused: the access thread is behind");
}

template <typename Device>
Status PlayChange(const ReaderContext& context, Device& device) {
  const auto pattern = context.feedback.TakeChange(context.reader);
  return pattern ? device.Play(*pattern) : Status();
}

// `serve_once(Device&)` is made anew for the thread and lives as long as it.
template <typename Device, typename ServeOnce>
Worker StartReader(const ReaderContext& context, OpenDevice<Device> open, ServeOnce serve_once) {
  return Worker(
      "rd:" + context.reader.str(),
      [context, open = std::move(open), serve_once = std::move(serve_once)](
          const std::stop_token& stop) { KeepServing<Device>(stop, context, open, serve_once); });
}

}  // namespace doorward::inline readers
