# doorward_module(<name> [USES <module>...] [LINKS <target>...] [WITHOUT <folder>...])
#
# Makes the static library doorward::<name> from src/<name>/**/*.cpp. USES names the modules below
# it, LINKS the external libraries, WITHOUT folders whose files go into a program alone. While a module has
# no sources it is an interface library.
#
# Two kinds of file are special:
#   main.cpp      is left out, so that tests can link the module; see doorward_executable().
#   dlib_*.cpp    instantiates dlib's templates: a minute of compiling. It goes into an object
#                 library of its own, always -O2, without sanitizers and without warnings.
function(doorward_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES;LINKS;WITHOUT")
  set(target doorward_${name})
  list(TRANSFORM arg_USES PREPEND doorward::)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  foreach(folder IN LISTS arg_WITHOUT)
    list(FILTER sources EXCLUDE REGEX "/src/${name}/${folder}/")
  endforeach()

  if(NOT sources)
    add_library(${target} INTERFACE)
    add_library(doorward::${name} ALIAS ${target})
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(${target} INTERFACE ${arg_USES} ${arg_LINKS})
    return()
  endif()

  set(dlib_sources ${sources})
  list(FILTER dlib_sources INCLUDE REGEX "/dlib_[^/]*\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/dlib_[^/]*\\.cpp$")

  add_library(${target} STATIC ${sources})
  add_library(doorward::${name} ALIAS ${target})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include
                                       PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${target} PUBLIC ${arg_USES} ${arg_LINKS})
  doorward_compile(${target})
  if(DOORWARD_FUZZ)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)  # Only what the targets need.
  endif()

  if(dlib_sources)
    add_library(${target}_dlib OBJECT ${dlib_sources})
    target_include_directories(${target}_dlib PRIVATE ${PROJECT_SOURCE_DIR}/include
                                                      ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${target}_dlib PRIVATE ${arg_USES} ${arg_LINKS})
    target_compile_options(${target}_dlib PRIVATE -O2 -g0 -w)
    set_target_properties(${target}_dlib PROPERTIES EXCLUDE_FROM_ALL ON)  # It comes with ${target}.
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_dlib>)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  endif()
endfunction()

# doorward_executable(<name> <module> [WITH <folder> [<module>...]]): the program <name> from
# src/<module>/main.cpp, and from a folder beside it with what that uses.
function(doorward_executable name module)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "WITH")
  set(main ${PROJECT_SOURCE_DIR}/src/${module}/main.cpp)
  if(NOT EXISTS ${main})
    message(STATUS "${name}: no src/${module}/main.cpp yet")
    return()
  endif()
  list(POP_FRONT arg_WITH folder)
  set(sources "")
  if(folder)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${module}/${folder}/*.cpp)
  endif()
  list(TRANSFORM arg_WITH PREPEND doorward::)
  add_executable(${name} ${main} ${sources})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE doorward::${module} ${arg_WITH})
  target_compile_definitions(${name} PRIVATE DOORWARD_VERSION="${PROJECT_VERSION}")
  doorward_compile(${name})
endfunction()
