# SPDX-License-Identifier: Apache-2.0
# The fixed places where results lie, and how a folder joins the build.

set(WASINN_BIN_DIR "${CMAKE_BINARY_DIR}/bin")
set(WASINN_PLUGIN_DIR "${CMAKE_BINARY_DIR}/lib/wasinn/plugins")
set(WASINN_GUEST_DIR "${CMAKE_BINARY_DIR}/guests")
set(WASINN_FIXTURE_DIR "${CMAKE_BINARY_DIR}/fixtures")
set(WASINN_TEST_BIN_DIR "${CMAKE_BINARY_DIR}/test-bin")
file(MAKE_DIRECTORY "${WASINN_PLUGIN_DIR}" "${WASINN_GUEST_DIR}" "${WASINN_FIXTURE_DIR}")

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${WASINN_BIN_DIR}")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

# Adds a folder of the source tree that has a CMakeLists.txt.
function(wasinn_add_folder folder)
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
    add_subdirectory("${folder}")
  endif()
endfunction()

# Says that a target is not part of this build, and stops a strict build that should have had everything.
function(wasinn_left_out name missing)
  if(WASINN_WERROR AND WASINN_ENGINE AND WASINN_BACKENDS STREQUAL "all")
    message(FATAL_ERROR "${name} needs ${missing}, which no folder defines")
  endif()
  message(STATUS "left out: ${name} (needs ${missing})")
endfunction()

# Sets `result` to the first of the given link items or targets that this build does not have, or to "".
function(wasinn_first_missing result)
  set(${result} "" PARENT_SCOPE)
  foreach(item IN LISTS ARGN)
    if(item MATCHES "^wasinn::" AND NOT TARGET "${item}")
      set(${result} "${item}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()
