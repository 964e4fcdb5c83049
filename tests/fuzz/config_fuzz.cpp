// Whatever a configuration file holds, reading it ends in values or in faults.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "doorward/app/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config =
      doorward::ParseConfig(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!config && config.error().message.empty()) __builtin_trap();
  return 0;
}
