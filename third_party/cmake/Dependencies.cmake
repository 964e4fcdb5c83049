# The external libraries, all from Debian 12. What they are for: third_party/README.md.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
pkg_check_modules(libsodium REQUIRED IMPORTED_TARGET GLOBAL libsodium)
find_package(date REQUIRED)
find_package(OpenSSL REQUIRED)
list(APPEND CMAKE_MODULE_PATH
     ${CMAKE_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/cmake/PahoMqttCpp)
find_package(PahoMqttCpp REQUIRED)
find_package(CLI11 REQUIRED)

if(DOORWARD_TERMINAL OR DOORWARD_CLI_PICTURES)
  find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs videoio)
  find_package(OpenBLAS REQUIRED)
  find_package(dlib REQUIRED)
  find_package(ZXing REQUIRED)
endif()

if(DOORWARD_TERMINAL)
  find_package(SQLite3 REQUIRED)
  find_package(SQLiteCpp REQUIRED)
  pkg_check_modules(libpcsclite REQUIRED IMPORTED_TARGET GLOBAL libpcsclite)
  pkg_check_modules(libgpiod REQUIRED IMPORTED_TARGET GLOBAL libgpiod>=1.6)
  pkg_check_modules(xkbcommon REQUIRED IMPORTED_TARGET GLOBAL xkbcommon>=1.0)
  pkg_check_modules(libsystemd REQUIRED IMPORTED_TARGET GLOBAL libsystemd)
endif()

if(DOORWARD_TESTS AND NOT DOORWARD_FUZZ)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()

if(DOORWARD_BENCHMARKS)
  find_package(benchmark REQUIRED)
  find_package(OpenMP)
  find_package(faiss QUIET)  # Only to compare with.
endif()
