# Test executables, found by folder. tests/README.md says what goes where.

set(DOORWARD_TEST_ENVIRONMENT
    DOORWARD_BIN=${PROJECT_BINARY_DIR}/bin
    DOORWARD_SOURCE=${PROJECT_SOURCE_DIR}
    DOORWARD_MODELS=${PROJECT_SOURCE_DIR}/.cache/models
    DOORWARD_PHOTOS=${PROJECT_SOURCE_DIR}/.cache/photos
    # One BLAS thread, as on the terminal; ctest already fills the cores.
    OPENBLAS_NUM_THREADS=1
    ASAN_OPTIONS=strict_string_checks=1
    LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/suppressions/lsan.txt:print_suppressions=0
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/suppressions/tsan.txt:halt_on_error=1:second_deadlock_stack=1)

# All programs of unit and integration tests: what the sanitizers' stages build.
add_custom_target(test_programs)

# The one program `name` of `sources`, and its ctest entry of the same name.
function(doorward_gtest name label)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT" "SOURCES;LINKS")
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE
      ${arg_LINKS} GTest::gmock_main rapidcheck rapidcheck_gtest rapidcheck_gmock)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  doorward_compile(${name})
  # Compiling takes longer than they do. At -O1 gcc 12 sees dangling pointers in its own library.
  target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O1>
                         $<$<CXX_COMPILER_ID:GNU>:-Wno-dangling-pointer>)
  add_dependencies(test_programs ${name})
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
  if(CMAKE_CROSSCOMPILING)  # Emulated, about twenty times slower.
    math(EXPR arg_TIMEOUT "5 * ${arg_TIMEOUT}")
  endif()
  set_tests_properties(${name} PROPERTIES
      LABELS ${label} TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${DOORWARD_TEST_ENVIRONMENT}")
endfunction()

# The modules that `sources` include, as targets: "doorward/core/…" is doorward::core.
function(doorward_modules_of result)
  set(modules core)
  foreach(source IN LISTS ARGN)
    file(STRINGS ${source} lines REGEX "^#include \"doorward/")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "^#include \"doorward/([^/]+)/.*" "\\1" module "${line}")
      list(APPEND modules ${module})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES modules)
  list(TRANSFORM modules PREPEND doorward::)
  set(${result} ${modules} PARENT_SCOPE)
endfunction()

function(doorward_all_modules result)
  set(modules ${DOORWARD_MODULES})
  list(TRANSFORM modules PREPEND doorward::)
  list(REVERSE modules)
  set(${result} ${modules} PARENT_SCOPE)
endfunction()

# tests/unit/<module>/**_test.cpp, with that module and whatever else the fakes need.
function(doorward_unit_tests)
  set(modules ${DOORWARD_MODULES})
  if(DOORWARD_SANITIZE STREQUAL "thread")
    list(REMOVE_ITEM modules domain protocol rules cli)  # They have no threads.
  endif()
  foreach(module IN LISTS modules)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/${module}/*.cpp)
    if(sources)
      doorward_gtest(unit_${module} unit TIMEOUT 300 SOURCES ${sources} LINKS doorward::${module})
    endif()
  endforeach()
endfunction()

# tests/integration/<area>/**_test.cpp, with every module.
function(doorward_integration_tests)
  doorward_all_modules(modules)
  file(GLOB areas CONFIGURE_DEPENDS LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/tests/integration/*)
  foreach(area IN LISTS areas)
    cmake_path(GET area FILENAME name)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${area}/*.cpp)
    if(IS_DIRECTORY ${area} AND sources)
      doorward_gtest(integration_${name} integration TIMEOUT 1200
                     SOURCES ${sources} LINKS ${modules})
    endif()
  endforeach()
endfunction()

# tests/system/test_*.py: black box, against the built programs.
function(doorward_system_tests)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/system/test_*.py)
  if(NOT files)
    return()
  endif()
  # Three at a time: they mostly wait for the terminal. Files stay whole: each has its broker.
  # Not `python3`: a version manager may stand in front of the one that has Debian's modules.
  add_test(NAME system
           COMMAND /usr/bin/python3 -m pytest -q -p no:cacheprovider -n 3 --dist loadfile tests/system
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(system PROPERTIES
      LABELS system TIMEOUT 1800 RUN_SERIAL TRUE ENVIRONMENT "${DOORWARD_TEST_ENVIRONMENT}")
endfunction()

# tests/fuzz/<name>_fuzz.cpp, with the modules that it includes; ctest runs the corpus and a
# short search from a fixed seed.
function(doorward_fuzz_tests)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM stem)
    string(REGEX REPLACE "_fuzz$" "" name ${stem})
    doorward_modules_of(modules ${source})
    add_executable(${stem} ${source})
    target_include_directories(${stem} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${stem} PRIVATE ${modules})
    target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    doorward_compile(${stem})

    set(findings ${PROJECT_BINARY_DIR}/findings/${name})
    set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    file(MAKE_DIRECTORY ${findings})
    if(NOT IS_DIRECTORY ${corpus})
      set(corpus "")
    endif()
    # New inputs go to the first folder, in the build tree.
    add_test(NAME fuzz_${name}
             COMMAND ${stem} -runs=20000 -seed=20240601 -max_total_time=60 -timeout=10
                     -rss_limit_mb=2048 -artifact_prefix=${findings}/crash- ${findings} ${corpus})
    set_tests_properties(fuzz_${name} PROPERTIES
        LABELS fuzz TIMEOUT 180 ENVIRONMENT "${DOORWARD_TEST_ENVIRONMENT}")
  endforeach()
endfunction()

# tests/bench/<name>_bench.cpp becomes bench_<name>. Not in ctest: a loaded machine is not a fault.
function(doorward_benchmarks)
  doorward_all_modules(modules)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/bench/*.cpp)
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    string(REGEX REPLACE "_bench$" "" name ${name})
    add_executable(bench_${name} ${source})
    target_include_directories(bench_${name} PRIVATE
        ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(bench_${name} PRIVATE
        ${modules} GTest::gtest benchmark::benchmark_main)  # Fixtures are shared with tests.
    set_target_properties(bench_${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
    doorward_compile(bench_${name})
    # The gallery is timed beside faiss, where Debian has it.
    if(name MATCHES "gallery" AND TARGET faiss AND TARGET OpenMP::OpenMP_CXX)
      target_link_libraries(bench_${name} PRIVATE faiss)
      target_compile_definitions(bench_${name} PRIVATE DOORWARD_HAVE_FAISS)
    endif()
  endforeach()
endfunction()
