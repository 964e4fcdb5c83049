# doorward_embed_sql(<target> <folder> <symbol>)
#
# Compiles <folder>/NNNN_name.sql into <target>, in the order of their numbers. With the symbol
# people_migrations, the target's sources say
#
#   #include "people_migrations.hpp"
#   for (const EmbeddedMigration& step : kPeopleMigrations) …
#
# Editing, adding or removing a file rebuilds the table. Two files with one number, or a file
# without a number, stop the build.
add_custom_target(doorward_generated)

function(doorward_embed_sql target folder symbol)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()  # The module has no sources yet.
  endif()
  cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  set(output ${PROJECT_BINARY_DIR}/generated/${target})
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_sql.cmake)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.sql)

  file(CONFIGURE OUTPUT ${output}/embedded_migration.hpp @ONLY CONTENT [[
#pragma once

#include <string_view>

namespace doorward {

// One numbered .sql file, compiled into the program.
struct EmbeddedMigration {
  int number;             // The schema version that it leads to.
  std::string_view name;  // "0003_upload_cursor"
  std::string_view sql;
};

}  // namespace doorward
]])

  # The list of files stands in a file of its own: when one is added or removed it changes.
  file(CONFIGURE OUTPUT ${output}/${symbol}.list CONTENT "${files}" @ONLY)
  add_custom_command(
    OUTPUT ${output}/${symbol}.cpp ${output}/${symbol}.hpp
    COMMAND ${CMAKE_COMMAND} -DLIST=${output}/${symbol}.list -DSYMBOL=${symbol}
            -DOUTPUT=${output}/${symbol} -P ${script}
    DEPENDS ${files} ${script} ${output}/${symbol}.list
    COMMENT "Embedding ${symbol}"
    VERBATIM)
  # clang-tidy needs the headers without building anything else: see scripts/tidy.
  add_custom_target(${target}_${symbol} DEPENDS ${output}/${symbol}.cpp ${output}/${symbol}.hpp)
  add_dependencies(doorward_generated ${target}_${symbol})
  add_dependencies(${target} ${target}_${symbol})
  target_sources(${target} PRIVATE ${output}/${symbol}.cpp ${output}/${symbol}.hpp)
  target_include_directories(${target} PUBLIC ${output})  # For the tests of migrations.
endfunction()
