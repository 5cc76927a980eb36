# SPDX-License-Identifier: Apache-2.0
# wasinn_guest(): one WebAssembly core module written in C or C++; wasinn_go_guest() and wasinn_assemblyscript_guest().

if(WASINN_ENGINE)
  find_program(WASINN_WASM_CC NAMES clang-22 REQUIRED DOC "C compiler for WebAssembly guests")
  find_program(WASINN_WASM_CXX NAMES clang++-22 REQUIRED DOC "C++ compiler for WebAssembly guests")
  find_program(WASINN_GO NAMES go DOC "Compiler for WebAssembly guests in Go")
  find_program(WASINN_NODE NAMES node DOC "Runs compilers for WebAssembly guests that are written in JavaScript")
  file(GLOB WASINN_ASSEMBLYSCRIPT CONFIGURE_DEPENDS
    "${WASINN_ASSEMBLYSCRIPT_DIR}/node_modules/assemblyscript/bin/asc.js")
  add_custom_target(guests ALL)
endif()

# Debian's wasi-libc lies under the target name wasm32-wasi; any other spelling finds the host's headers.
set(WASINN_WASM_FLAGS --target=wasm32-wasi -Wno-deprecated)
# Debian's libc++ for guests knows no exceptions.
set(WASINN_WASM_CXX_FLAGS -std=c++20 -fno-exceptions)

# wasinn_wasm_objects(result NAME SOURCES... [INCLUDES dirs] [DEFINES A B=1] [AFTER files])
#
# Rules that compile C and C++ sources to objects of the guest NAME; sets `result` to the objects. AFTER names files
# that must be made first, such as headers. Relative INCLUDES are taken from the current source folder.
function(wasinn_wasm_objects result name)
  cmake_parse_arguments(arg "" "" "SOURCES;INCLUDES;DEFINES;AFTER" ${ARGN})
  set(options ${arg_DEFINES})
  list(TRANSFORM options PREPEND "-D")
  foreach(directory IN LISTS arg_INCLUDES)
    get_filename_component(directory "${directory}" ABSOLUTE)
    list(APPEND options "-I${directory}")
  endforeach()

  set(objects "")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${name}.dir")
  file(MAKE_DIRECTORY "${folder}")
  foreach(source IN LISTS arg_SOURCES)
    get_filename_component(source "${source}" ABSOLUTE)
    get_filename_component(stem "${source}" NAME)
    set(compiler "${WASINN_WASM_CC}")
    if(stem MATCHES "\\.cpp$")
      set(compiler "${WASINN_WASM_CXX}" ${WASINN_WASM_CXX_FLAGS})
    endif()
    add_custom_command(
      OUTPUT "${folder}/${stem}.o"
      COMMAND ${compiler} ${WASINN_WASM_FLAGS} -O2 -Wall -Wextra ${options}
              -MD -MF "${folder}/${stem}.o.d" -c "${source}" -o "${folder}/${stem}.o"
      DEPENDS "${source}" ${arg_AFTER}
      DEPFILE "${folder}/${stem}.o.d"
      COMMENT "Compiling guest ${name}: ${stem}"
      VERBATIM)
    list(APPEND objects "${folder}/${stem}.o")
  endforeach()
  set(${result} ${objects} PARENT_SCOPE)
endfunction()

# wasinn_wasm_link(OUTPUT OPTIONS... OBJECTS)
#
# The rule that links objects to a core module; the C++ library is linked in when a source was C++.
function(wasinn_wasm_link output)
  set(linker "${WASINN_WASM_CC}")
  if("${ARGN}" MATCHES "\\.cpp\\.o")
    set(linker "${WASINN_WASM_CXX}")
  endif()
  set(objects ${ARGN})
  list(FILTER objects EXCLUDE REGEX "^-")
  get_filename_component(name "${output}" NAME)
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${linker}" ${WASINN_WASM_FLAGS} -O2 -s ${ARGN} -o "${output}"
    DEPENDS ${objects}
    COMMENT "Linking guest ${name}"
    VERBATIM)
endfunction()

# Defines the target guest_NAME, which makes a file, and lets the target `guests` make it.
function(wasinn_guest_target name output)
  add_custom_target(guest_${name} DEPENDS "${output}")
  add_dependencies(guests guest_${name})
endfunction()

# wasinn_guest(NAME classify SOURCES classify.c [INCLUDES dirs] [DEFINES A B=1])
#
# Defines the target guest_classify, which makes guests/classify.wasm; the target `guests` makes all of them.
function(wasinn_guest)
  cmake_parse_arguments(arg "" "NAME" "" ${ARGN})
  wasinn_wasm_objects(objects ${arg_NAME} ${arg_UNPARSED_ARGUMENTS})
  wasinn_wasm_link("${WASINN_GUEST_DIR}/${arg_NAME}.wasm" ${objects})
  wasinn_guest_target(${arg_NAME} "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
endfunction()

# wasinn_go_guest(NAME jobs_go_core FOLDER go-core)
#
# The same for the Go package in a folder; left out where there is no Go.
function(wasinn_go_guest)
  cmake_parse_arguments(arg "" "NAME;FOLDER" "" ${ARGN})
  if(NOT WASINN_GO)
    message(STATUS "left out: guest ${arg_NAME} (no go in PATH)")
    return()
  endif()
  get_filename_component(folder "${arg_FOLDER}" ABSOLUTE)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.go" "${folder}/go.*")
  set(output "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" -E env GOOS=wasip1 GOARCH=wasm GOTOOLCHAIN=local GOFLAGS=-mod=readonly
            "${WASINN_GO}" build -trimpath -buildvcs=false "-ldflags=-s -w" -o "${output}" .
    WORKING_DIRECTORY "${folder}"
    DEPENDS ${sources}
    COMMENT "Building guest ${arg_NAME}.wasm"
    VERBATIM)
  wasinn_guest_target(${arg_NAME} "${output}")
endfunction()

# wasinn_assemblyscript_guest(NAME jobs_assemblyscript_core FOLDER assemblyscript-core MAIN jobs.ts ABORT wasi/stop)
#
# The same for a program in AssemblyScript; ABORT names the function that is called when it cannot go on.
function(wasinn_assemblyscript_guest)
  cmake_parse_arguments(arg "" "NAME;FOLDER;MAIN;ABORT" "" ${ARGN})
  if(NOT WASINN_NODE OR NOT WASINN_ASSEMBLYSCRIPT)
    message(STATUS "left out: guest ${arg_NAME} (AssemblyScript is not in the cache: run tools/setup where npm is)")
    return()
  endif()
  get_filename_component(folder "${arg_FOLDER}" ABSOLUTE)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.ts")
  set(output "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${WASINN_NODE}" "${WASINN_ASSEMBLYSCRIPT}" ${arg_MAIN} --exportStart _start -O --runtime stub
            --use "abort=${arg_ABORT}" -o "${output}"
    WORKING_DIRECTORY "${folder}"
    DEPENDS ${sources} "${WASINN_ASSEMBLYSCRIPT}"
    COMMENT "Building guest ${arg_NAME}.wasm"
    VERBATIM)
  wasinn_guest_target(${arg_NAME} "${output}")
endfunction()
