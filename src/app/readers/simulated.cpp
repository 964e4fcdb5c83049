#include "app/readers/reader_driver.hpp"

namespace doorward::inline app {

ReaderDevice ReadSimulated(const ReaderKeys& /*keys*/) { return SimulatedPart{}; }

Result<std::unique_ptr<Camera>> OpenCameraOf(const SimulatedPart& /*part*/,
                                             const DeviceSite& site) {
  return site.board.OpenCamera(site.id);
}

Result<std::unique_ptr<FingerprintReader>> OpenFingerprintReaderOf(const SimulatedPart& /*part*/,
                                                                   const DeviceSite& site) {
  return site.board.OpenFingerprintReader(site.id);
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const SimulatedPart& /*part*/,
                                             const DeviceSite& site) {
  return site.board.OpenReader(site.id, site.reads);
}

}  // namespace doorward::inline app
