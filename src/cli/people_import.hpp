// doorctl people import: sends the people of a file in batches, and says of each that is left out where
// they stand and why.

#pragma once

#include "cli/session.hpp"

namespace doorward::inline cli {

struct ImportChoice {
  std::string file;
  bool csv = false;      // Whatever its name.
  bool strict = false;   // One fault, and nobody more is taken.
  bool dry_run = false;  // Nothing is changed.
  std::string rejects;   // Where those left out are written; empty: beside the file.
};

void ImportPeople(CliSession& session, const ImportChoice& choice);

}  // namespace doorward::inline cli
