#include "doorward/core/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace doorward::inline core {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "check failed: %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace doorward::inline core
