// What may stand in a configuration once only: a line of a chip, a port, an id.
//
// Thread-safety: none. Ownership: refers to the faults, which outlive it.

#pragma once

#include <map>
#include <string>

#include "doorward/core/json_reader.hpp"

namespace doorward::inline core {

// What is taken, with the path of who used it first.
class UsedOnce {
 public:
  explicit UsedOnce(JsonFaults& faults) : faults_(faults) {}

  // A fault at `path` if `thing` ("gpio line 5 of /dev/gpiochip0") is taken already.
  void Take(const std::string& thing, const std::string& path);
  // The same, but any number may share it `as` one thing ("osdp at 9600 baud").
  void Share(const std::string& thing, const std::string& as, const std::string& path);

 private:
  JsonFaults& faults_;
  std::map<std::string, std::string> taken_;
  std::map<std::string, std::string> shared_as_;
};

}  // namespace doorward::inline core
