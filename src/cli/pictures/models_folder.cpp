#include "cli/pictures/models_folder.hpp"

#include <vector>

namespace doorward::inline cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> Candidates() {
  std::vector<fs::path> folders;
  std::error_code error;
  const fs::path bin = fs::read_symlink("/proc/self/exe", error).parent_path();
  if (!error) {
    const fs::path build = bin.parent_path();  // repository/build/release
    if (fs::exists(build / "CMakeCache.txt", error)) {
      folders.push_back(build.parent_path().parent_path() / ".cache/models");
    }
    folders.push_back(bin.parent_path() / "share/doorward/models");
  }
  const fs::path installed = "/usr/share/doorward/models";
  if (folders.empty() || folders.back() != installed) folders.push_back(installed);
  return folders;
}

}  // namespace

Result<fs::path> ModelsFolder(const std::string& chosen) {
  if (!chosen.empty()) return fs::path(chosen);
  std::string looked;
  for (const fs::path& folder : Candidates()) {
    std::error_code error;
    if (fs::exists(folder / "models.json", error)) return folder;
    looked += (looked.empty() ? "" : ", ") + folder.string();
  }
  return Fail(ErrorCode::kNotFound, "looking for the face models: there is no models.json in " +
                                        looked +
                                        "; say with --models FOLDER where they are "
                                        "(scripts/fetch-models fetches them)");
}

}  // namespace doorward::inline cli
