// A new database in the place of a damaged one, so that a power cut at any moment loses nothing.
//
// Steps are files: "-mending" is being made, "-mended" is whole and takes the place of the damaged one,
// now or at the next start. "-untold" holds what somebody must hear of it, from before the new file is
// there until it is told, so that no power cut swallows the alarm.
//
// Thread-safety: none. No connection to any of these files may be open, but for what is untold.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "doorward/core/result.hpp"

namespace doorward::inline storage {

// Where to make the new one. Makes room: what an earlier try left goes, and the oldest damaged file, which
// would go anyway.
std::filesystem::path BeginMending(const std::filesystem::path& file);

// Puts the new one, whole and closed, in its place. Returns where the damaged one is kept; empty: there
// was none.
Result<std::filesystem::path> CompleteMending(const std::filesystem::path& file,
                                              const std::string& untold);

// Ends what a power cut interrupted, at a start. False: nothing was.
Result<bool> FinishMending(const std::filesystem::path& file);

// For people; no personal data. Empty: all is told.
std::string UntoldDamage(const std::filesystem::path& file);
// A disk that takes no note is logged, and no reason to stop.
void KeepUntold(const std::filesystem::path& file, const std::string& text);
void ForgetUntold(const std::filesystem::path& file);

}  // namespace doorward::inline storage
