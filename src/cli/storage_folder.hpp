// A terminal's storage folder as one text, and back: what `doorctl backup` seals and `restore` writes.

#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "doorward/core/result.hpp"

namespace doorward::inline cli {

using FolderFiles = std::map<std::string, std::string>;  // Contents by name.

// The key, both databases and what else decides, all of one moment; also while the terminal runs.
// kUnavailable if it writes without a pause.
Result<FolderFiles> ReadStorageFolder(const std::filesystem::path& folder);

// Puts `files` in the place of what is in `folder`, whose files go to a folder `before-restore` in it.
// kUnavailable, and nothing is changed, while a program has the databases open.
Status ReplaceStorageFolder(const std::filesystem::path& folder, const FolderFiles& files);

std::string PackFiles(const FolderFiles& files);
// kDataLoss if it is not what PackFiles() made.
Result<FolderFiles> UnpackFiles(std::string_view packed);

}  // namespace doorward::inline cli
