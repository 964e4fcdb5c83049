# How Doorward's own code is compiled: language, warnings, hardening, sanitizers, ccache.
#
# Targets get these through doorward_compile(<target>), so that external code never does.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# No -DNDEBUG: a broken invariant must stop the terminal, not be walked past.
# No -march=native: one build runs on every machine of its architecture.
# Sanitizers make -O2 twice as long to compile, and what they look at not much faster.
if(DOORWARD_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
else()
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
endif()
set(CMAKE_C_FLAGS_RELWITHDEBINFO ${CMAKE_CXX_FLAGS_RELWITHDEBINFO})

include(CheckPIESupported)
check_pie_supported()

# One cache for every worktree: paths below the source folder are hashed as relative ones.
find_program(DOORWARD_CCACHE ccache)
mark_as_advanced(DOORWARD_CCACHE)
if(DOORWARD_CCACHE)
  foreach(language C CXX)
    set(CMAKE_${language}_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${DOORWARD_CCACHE})
  endforeach()
endif()

# The same program wherever it was built; a debugger started in the source folder still finds it all.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
endif()

add_library(doorward_warnings INTERFACE)
target_compile_options(doorward_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wold-style-cast -Wcast-align -Wimplicit-fallthrough -Wformat=2 -Wundef
    # Designated initialisers leave fields at their defaults on purpose.
    -Wno-missing-field-initializers
    # gcc 12 sees overlaps in std::string where there are none (gcc bug 105651), and uninitialised
    # parts of std::optional and of other people's headers.
    # Where files are compiled together it takes a file's own types for those of a header, and sees more
    # than there is in a sort of few elements that it has inlined.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-array-bounds -Wno-subobject-linkage>
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wno-restrict -Wno-maybe-uninitialized>
    # core/mutex.hpp carries the annotations; only clang reads them.
    # Its -Wconversion includes signs, gcc's does not; we follow gcc.
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Wno-sign-conversion>
    $<$<BOOL:${DOORWARD_WERROR}>:-Werror>)

add_library(doorward_hardening INTERFACE)
target_compile_options(doorward_hardening INTERFACE -fstack-protector-strong)
target_link_options(doorward_hardening INTERFACE -Wl,-z,relro,-z,now)
if(NOT DOORWARD_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(doorward_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
else()
  target_compile_definitions(doorward_hardening INTERFACE _GLIBCXX_ASSERTIONS)
endif()

# Compiling and linking are apart, because dlib's templates are linked in but not instrumented.
add_library(doorward_sanitizers INTERFACE)
if(DOORWARD_SANITIZE)
  target_compile_options(doorward_sanitizers INTERFACE
      -fsanitize=${DOORWARD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1
      # gcc's optimisers see sanitizer branches as paths, and warn about impossible ones.
      $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow -Wno-dangling-pointer>)
  target_link_options(doorward_sanitizers INTERFACE -fsanitize=${DOORWARD_SANITIZE})
endif()

function(doorward_compile target)
  target_link_libraries(${target} PRIVATE doorward_warnings doorward_hardening doorward_sanitizers)
endfunction()
