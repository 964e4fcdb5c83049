# 32-bit ARM terminals: Debian's armhf, ARMv7-A with a floating-point unit.

set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(DOORWARD_ARCHITECTURE armhf)
set(DOORWARD_TRIPLET arm-linux-gnueabihf)
set(DOORWARD_EMULATOR qemu-arm-static)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
