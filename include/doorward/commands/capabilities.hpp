// What a terminal can do with what it is sent, by its configuration: for an office that asks before it
// sends (`device.info`), and to say after `people.put` what nobody can show here.

#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/domain/credential.hpp"

namespace doorward::inline commands {

struct Capabilities {
  std::set<CredentialType> read;                       // By one of the readers that are configured.
  std::set<std::string> fingerprint_sensors;           // Families of their modules: "zfm".
  std::map<DoorId, std::vector<std::string>> factors;  // What each door asks for: "card+pin".
};

}  // namespace doorward::inline commands
