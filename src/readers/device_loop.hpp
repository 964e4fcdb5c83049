// How every reader's thread lives: open the device, serve it until it is lost, wait, open again.
//
// The health says `ok` once the device has proved itself, not when it was opened: one that opens and
// then fails is not there.

#pragma once

#include <string>

#include "doorward/core/backoff.hpp"
#include "doorward/core/log.hpp"
#include "doorward/readers/reader_workers.hpp"

namespace doorward::inline readers {

// How long to wait before a lost device is opened again. Whatever comes back is to be served within 2 s,
// of which a fingerprint module that starts takes the other half.
inline constexpr Milliseconds kFirstReopening{250};
inline constexpr Milliseconds kLastReopening{1'000};

// How long one call of a device may wait: what a stop waits for.
inline constexpr Milliseconds kDevicePatience{200};

// Serves `device` until it is lost or `stop` is requested; returns why.
template <typename Device, typename ServeOnce>
Status ServeDevice(const std::stop_token& stop, const DeviceContext& context, Device& device,
                   Backoff& backoff, ServeOnce& serve_once) {
  bool failed = false;
  while (!stop.stop_requested()) {
    const Result<bool> proved = serve_once(device);
    if (!proved) {
      if (proved.error().code == ErrorCode::kUnavailable) return Fail(proved.error());
      if (!failed) LogWarning(LogPart{context.reader.str()}, "{}", proved.error().message);
      WaitFor(stop, Milliseconds(10));  // What fails at once must not take the processor.
    } else if (*proved) {
      context.health.Ok(context.reader.str(), std::string(device.name()));
      backoff.Reset();
    }
    failed = !proved;
  }
  return {};
}

// Runs until `stop` is requested. `serve_once(Device&)` makes one call of at most kDevicePatience,
// passes on what came, and returns whether the device has proved that it works; kUnavailable gives it
// up.
template <typename Device, typename ServeOnce>
void KeepServing(const std::stop_token& stop, const DeviceContext& context,
                 const OpenDevice<Device>& open, ServeOnce serve_once) {
  Backoff backoff(kFirstReopening, kLastReopening);
  while (!stop.stop_requested()) {
    auto device = open();
    const Status served = device ? ServeDevice(stop, context, **device, backoff, serve_once)
                                 : Status(Fail(device.error().While("opening")));
    if (served) return;
    context.health.Degraded(context.reader.str(), served.error().message);
    device = Fail(served.error());  // Closed before it is opened again.
    WaitFor(stop, backoff.Next());
  }
}

}  // namespace doorward::inline readers
