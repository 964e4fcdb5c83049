# 64-bit ARM terminals: Debian's arm64.

set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(DOORWARD_ARCHITECTURE arm64)
set(DOORWARD_TRIPLET aarch64-linux-gnu)
set(DOORWARD_EMULATOR qemu-aarch64-static)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
