# SPDX-License-Identifier: Apache-2.0
# wasinn_guest(): one WebAssembly program written in C.

if(WASINN_ENGINE)
  find_program(WASINN_WASM_CC NAMES clang-22 REQUIRED DOC "Compiler for WebAssembly guests")
  add_custom_target(guests ALL)
endif()

# Debian's wasi-libc lies under the target name wasm32-wasi; any other spelling finds the host's headers.
set(WASINN_WASM_FLAGS --target=wasm32-wasi -Wno-deprecated)

# wasinn_guest(NAME classify SOURCES classify.c [INCLUDES dirs])
#
# Defines the target guest_classify, which makes guests/classify.wasm; the target `guests` makes all of them.
# Relative INCLUDES are taken from the current source folder.
function(wasinn_guest)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;INCLUDES" ${ARGN})
  set(includes "")
  foreach(directory IN LISTS arg_INCLUDES)
    get_filename_component(directory "${directory}" ABSOLUTE)
    list(APPEND includes "-I${directory}")
  endforeach()

  set(objects "")
  foreach(source IN LISTS arg_SOURCES)
    get_filename_component(source "${source}" ABSOLUTE)
    get_filename_component(stem "${source}" NAME)
    set(object "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.dir/${stem}.o")
    file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.dir")
    add_custom_command(
      OUTPUT "${object}"
      COMMAND "${WASINN_WASM_CC}" ${WASINN_WASM_FLAGS} -O2 -Wall -Wextra ${includes}
              -MD -MF "${object}.d" -c "${source}" -o "${object}"
      DEPENDS "${source}"
      DEPFILE "${object}.d"
      COMMENT "Compiling guest ${arg_NAME}: ${stem}"
      VERBATIM)
    list(APPEND objects "${object}")
  endforeach()

  set(output "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${WASINN_WASM_CC}" ${WASINN_WASM_FLAGS} -O2 -s ${objects} -o "${output}"
    DEPENDS ${objects}
    COMMENT "Linking guest ${arg_NAME}.wasm"
    VERBATIM)
  add_custom_target(guest_${arg_NAME} DEPENDS "${output}")
  add_dependencies(guests guest_${arg_NAME})
endfunction()
