// What doorctl does with pictures. It needs the face engine, of which a doorctl for a back office or a small
// machine may be built free (DOORWARD_CLI_PICTURES): then no_pictures/ says so in its place.

#pragma once

#include <string>

#include "cli/session.hpp"

namespace doorward::inline cli {

// `doorctl qr` and `doorctl face`.
void AddPictureVerbs(CLI::App& app, CliSession& session);

// The photo in `file` as a terminal reads it, made smaller if it must be.
Result<Bytes> ReadPhoto(const std::string& file);

}  // namespace doorward::inline cli
