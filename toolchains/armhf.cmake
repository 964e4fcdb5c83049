# 32-bit ARM terminals: Debian's armhf, ARMv7-A with a floating-point unit.

set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(DOORWARD_ARCHITECTURE armhf)
set(DOORWARD_TRIPLET arm-linux-gnueabihf)
set(DOORWARD_EMULATOR qemu-arm-static)
# gcc notes in every file that its 7th version changed how some arguments are passed; nothing here is that old.
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
