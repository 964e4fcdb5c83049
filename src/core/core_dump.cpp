#include "doorward/core/core_dump.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace doorward::inline core {

void LeaveNoCore() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);  // A program that cores are piped to does not ask for the limit.
}

}  // namespace doorward::inline core
