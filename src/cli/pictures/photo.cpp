#include "cli/pictures.hpp"
#include "doorward/core/file.hpp"
#include "doorward/domain/limits.hpp"
#include "doorward/vision/image_codec.hpp"

namespace doorward::inline cli {

Result<Bytes> ReadPhoto(const std::string& file) {
  DW_TRY_ASSIGN(const std::string content, ReadFile(file, kOfficePictures.max_bytes));
  auto photo = PhotoForTerminal(AsBytes(content), kPhotoThatFits);
  if (!photo) return Fail(photo.error().code, file + ": " + photo.error().message);
  return photo;
}

}  // namespace doorward::inline cli
