#include "drivers/simulated/simulated_driver.hpp"

namespace doorward::inline drivers {
namespace {

// A simulated card is held there once each time; a code stays, as in front of a camera.
std::optional<Milliseconds> RepeatAfter(const ReadsWords& reads) {
  return reads.contains("qr") ? std::nullopt : std::optional(Milliseconds(0));
}

ReaderDevice ReadSimulated(const ReaderKeys& keys) {
  ReaderDevice device{.repeat_after = RepeatAfter(keys.reads), .is_simulated = true};
  if (keys.reads.contains("face")) {
    device.open =
        OpenAt<Camera>([](const DeviceSite& site) { return site.board.OpenCamera(site.id); });
  } else if (keys.reads.contains("fingerprint")) {
    device.open = OpenAt<FingerprintReader>(
        [](const DeviceSite& site) { return site.board.OpenFingerprintReader(site.id); });
  } else {
    device.open = OpenAt<Reader>(
        [](const DeviceSite& site) { return site.board.OpenReader(site.id, site.reads); });
  }
  return device;
}

}  // namespace

ReaderDriver SimulatedDriver() {
  return {.name = "simulated",
          .reads = "card face fingerprint pin qr",
          .several = true,
          .about = "nothing: a hand plays the reader, see `doorctl sim --help`",
          .keys = [] { return DescribeKeys({}); },
          .read = ReadSimulated};
}

}  // namespace doorward::inline drivers
