#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

Status ExpectNoArguments(const Json& arguments) {
  JsonFaults faults;
  JsonReader(arguments, "", faults).Finish();
  return faults.ToStatus();
}

}  // namespace doorward::inline protocol
