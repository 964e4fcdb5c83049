// What becomes of the strikes once the daemon is gone, however it ended.
//
// A killed process closes its lines and cannot say how it leaves them. The service manager then runs
// `doorwardd --rest`. It goes by the configuration that the dead daemon had in force, not by the file,
// which may have been changed meanwhile, to another line or to something that cannot be read.

#pragma once

#include <filesystem>

#include "doorward/app/config.hpp"

namespace doorward {

// Keeps the configuration in force in `folder`, for RestStrikes() after this process. Call it before
// a line is opened.
Status KeepForRest(const std::filesystem::path& folder, const ConfigFile& config);

// What KeepForRest() kept; kNotFound if no daemon got so far since the folder was made.
Result<Config> ReadForRest(const std::filesystem::path& folder);

// Drives every strike to its configured rest. Tries all of them; the error names each that failed,
// such as one that a running daemon holds. Lines that are simulated have nothing to drive.
Status RestStrikes(const Config& config);

}  // namespace doorward
