#include "cli/pictures.hpp"
#include "doorward/core/file.hpp"
#include "doorward/domain/limits.hpp"

namespace doorward::inline cli {

void AddPictureVerbs(CLI::App&, CliSession&) {}

Result<Bytes> ReadPhoto(const std::string& file) {
  auto content = ReadFile(file, kPhotoThatFits);
  if (content) return Bytes(content->begin(), content->end());
  return Fail(content.error().While(
      "this doorctl cannot make photos smaller, so that the terminal takes up to " +
      std::to_string(kPhotoThatFits / 1024) + " KiB"));
}

}  // namespace doorward::inline cli
