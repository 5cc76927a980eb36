# SPDX-License-Identifier: Apache-2.0
# wasinn_component(): one WebAssembly component written in C or C++; wasinn_rust_guest(): a core module or a component in
# Rust. What they need comes from tools/setup; they are left out where it is not there.

file(GLOB WASINN_GUEST_TOOLS CONFIGURE_DEPENDS "${WASINN_GUEST_TOOLS_DIR}/bin/wasinn-guest-tools")
file(GLOB WASINN_GUEST_RUSTC CONFIGURE_DEPENDS "${WASINN_GUEST_RUST_DIR}/bin/rustc")
set(WASINN_WASI_NN_WIT "${PROJECT_SOURCE_DIR}/spec/wasi-nn/0.2.0-rc-2024-10-28")
set(WASINN_NN_EXT_WIT "${PROJECT_SOURCE_DIR}/spec/wasinn-nn-ext")

# wasinn_c_bindings(result NAME WORLD WIT-FOLDERS...)
#
# The rule that makes WORLD.h, WORLD.c and WORLD_component_type.o for the guest NAME; sets `result` to their folder.
function(wasinn_c_bindings result name world)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${name}.dir/bindings")
  set(sources "")
  foreach(package IN LISTS ARGN)
    file(GLOB files CONFIGURE_DEPENDS "${package}/*.wit" "${package}/deps/*/*.wit")
    list(APPEND sources ${files})
  endforeach()
  add_custom_command(
    OUTPUT "${folder}/${world}.h" "${folder}/${world}.c" "${folder}/${world}_component_type.o"
    COMMAND "${WASINN_GUEST_TOOLS}" c-bindings ${world} "${folder}" ${ARGN}
    DEPENDS ${sources} "${WASINN_GUEST_TOOLS}"
    COMMENT "Making bindings for guest ${name}"
    VERBATIM)
  set(${result} "${folder}" PARENT_SCOPE)
endfunction()

# The rule that makes a component of a core module; ADAPTER is command, reactor or none.
function(wasinn_wrap_component output core adapter)
  get_filename_component(name "${output}" NAME)
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${WASINN_GUEST_TOOLS}" component ${adapter} "${core}" "${output}"
    DEPENDS "${core}" "${WASINN_GUEST_TOOLS}"
    COMMENT "Making component ${name}"
    VERBATIM)
endfunction()

# wasinn_component(NAME jobs_c_component SOURCES jobs.c [WORLD ml] [WIT folders] [ADAPTER command|reactor|none]
#                  [INCLUDES dirs] [DEFINES A B=1])
#
# Defines the target guest_NAME, which makes guests/NAME.wasm. The sources include "WORLD.h", made of the WIT folders: one
# package each, a package after those that it uses, WORLD in the last. Without WORLD and WIT it is the world `ml` of the
# newest wasi:nn. The adapter is `command`, for programs with main(), unless another is named.
function(wasinn_component)
  cmake_parse_arguments(arg "" "NAME;WORLD;ADAPTER" "SOURCES;WIT;INCLUDES;DEFINES" ${ARGN})
  if(NOT WASINN_GUEST_TOOLS)
    message(STATUS "left out: guest ${arg_NAME} (the tool for components is not in the cache: run tools/setup)")
    return()
  endif()
  if(NOT arg_WORLD)
    set(arg_WORLD ml)
    set(arg_WIT "${WASINN_WASI_NN_WIT}")
  endif()
  set(start "")
  set(link_options -mexec-model=reactor)
  if(NOT arg_ADAPTER OR arg_ADAPTER STREQUAL "command")
    set(arg_ADAPTER command)
    set(start "${PROJECT_SOURCE_DIR}/guests/sdk/crt1/command.c")
    set(link_options -nostartfiles)
  endif()
  wasinn_c_bindings(bindings ${arg_NAME} ${arg_WORLD} ${arg_WIT})
  wasinn_wasm_objects(objects ${arg_NAME}
    SOURCES ${start} ${arg_SOURCES} "${bindings}/${arg_WORLD}.c"
    INCLUDES "${bindings}" ${arg_INCLUDES}
    DEFINES ${arg_DEFINES}
    AFTER "${bindings}/${arg_WORLD}.h")
  set(core "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.dir/core.module")
  wasinn_wasm_link("${core}" ${link_options} ${objects} "${bindings}/${arg_WORLD}_component_type.o")
  wasinn_wrap_component("${WASINN_GUEST_DIR}/${arg_NAME}.wasm" "${core}" ${arg_ADAPTER})
  wasinn_guest_target(${arg_NAME} "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
endfunction()

# wasinn_rust_guest(NAME jobs_rust_core FOLDER rust-core PROGRAM jobs-rust-core [COMPONENT])
#
# Defines the target guest_NAME, which makes guests/NAME.wasm of the program of a crate: a core module, or a component.
function(wasinn_rust_guest)
  cmake_parse_arguments(arg "COMPONENT" "NAME;FOLDER;PROGRAM" "" ${ARGN})
  if(NOT WASINN_GUEST_RUSTC OR (arg_COMPONENT AND NOT WASINN_GUEST_TOOLS))
    message(STATUS "left out: guest ${arg_NAME} (Rust for guests is not in the cache: run tools/setup)")
    return()
  endif()
  get_filename_component(folder "${arg_FOLDER}" ABSOLUTE)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/Cargo.*" "${folder}/*.rs"
    "${WASINN_WASI_NN_WIT}/*.wit" "${WASINN_NN_EXT_WIT}/*.wit")
  set(output "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
  set(core "${output}")
  if(arg_COMPONENT)
    file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.dir")
    set(core "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.dir/core.module")
    wasinn_wrap_component("${output}" "${core}" command)
  endif()
  add_custom_command(
    OUTPUT "${core}"
    COMMAND "${PROJECT_SOURCE_DIR}/tools/guest-rust-build" "${folder}" ${arg_PROGRAM} "${core}"
    DEPENDS ${sources} "${PROJECT_SOURCE_DIR}/tools/guest-rust-build" "${WASINN_GUEST_RUSTC}"
    COMMENT "Building guest ${arg_NAME} in Rust"
    VERBATIM)
  wasinn_guest_target(${arg_NAME} "${output}")
endfunction()
