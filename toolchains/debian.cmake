# What arm64.cmake and armhf.cmake share: Debian's cross-compiler, and the sysroot of scripts/sysroot.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${DOORWARD_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${DOORWARD_TRIPLET}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${DOORWARD_TRIPLET})

cmake_path(SET sysroot NORMALIZE
           ${CMAKE_CURRENT_LIST_DIR}/../.cache/sysroot/${DOORWARD_ARCHITECTURE})
if(NOT IS_DIRECTORY ${sysroot})
  message(FATAL_ERROR "no sysroot for ${DOORWARD_ARCHITECTURE}; "
                      "run scripts/sysroot ${DOORWARD_ARCHITECTURE}")
endif()
set(CMAKE_SYSROOT ${sysroot})

# Libraries come from the sysroot only, programs from this machine only.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${sysroot})
set(ENV{PKG_CONFIG_LIBDIR} ${sysroot}/usr/lib/${DOORWARD_TRIPLET}/pkgconfig:${sysroot}/usr/share/pkgconfig)

# The unit tests run under it. Paths that the sysroot has are looked up there.
set(CMAKE_CROSSCOMPILING_EMULATOR ${DOORWARD_EMULATOR} -L ${sysroot})
