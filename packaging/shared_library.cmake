# SPDX-License-Identifier: Apache-2.0
# libwasinn.so: all layers with the engine inside. It shows wasinn_* and hides the rest, so that it lives beside another
# copy of Wasmtime, or of any library that we use, in one process.

# The functions of the library carry no attributes: the list in libwasinn.map decides what is seen.
set_target_properties(wasinn_capi PROPERTIES CXX_VISIBILITY_PRESET default)

# Sets `result` to the names that engine-rs adds to the engine's: they begin like ours, and are for the engine layer.
function(wasinn_engine_names result)
  file(GLOB headers "${PROJECT_SOURCE_DIR}/engine-rs/include/*.h")
  set(names "")
  foreach(header IN LISTS headers)
    file(STRINGS "${header}" lines REGEX "wasinn_[a-z_0-9]+\\(")
    foreach(line IN LISTS lines)
      string(REGEX MATCH "wasinn_[a-z_0-9]+" name "${line}")
      list(APPEND names "${name}")
    endforeach()
  endforeach()
  set(${result} "${names}" PARENT_SCOPE)
endfunction()

# wasinn_shared_library(TARGET OUTPUT_NAME wasinn [EXPORT_WASMTIME])
#
# EXPORT_WASMTIME: the C API of the engine is shown too, all of it.
function(wasinn_shared_library target)
  cmake_parse_arguments(arg "EXPORT_WASMTIME" "OUTPUT_NAME" "" ${ARGN})
  set(exported "wasinn_*;")
  set(engine_options LINKER:--exclude-libs,ALL)
  if(arg_EXPORT_WASMTIME)
    set(exported "wasinn_*; wasm_*; wasmtime_*; wasi_*;")
    set(engine_options "LINKER:--whole-archive,$<TARGET_FILE:wasinn::wasmtime>,--no-whole-archive")
  endif()
  wasinn_engine_names(hidden)
  list(JOIN hidden "; " hidden)
  set(map "${CMAKE_CURRENT_BINARY_DIR}/${target}.map")
  configure_file("${PROJECT_SOURCE_DIR}/packaging/libwasinn.map.in" "${map}" @ONLY)

  add_library(${target} SHARED $<TARGET_OBJECTS:wasinn_capi>)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${arg_OUTPUT_NAME}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}
    LINKER_LANGUAGE CXX
    LINK_DEPENDS "${map}")
  target_link_libraries(${target} INTERFACE wasinn::sdk PRIVATE wasinn::capi)
  target_link_options(${target} PRIVATE "LINKER:--version-script=${map}" LINKER:--no-undefined ${engine_options})
endfunction()

if(WASINN_EXPORT_WASMTIME)
  set(export_wasmtime EXPORT_WASMTIME)
endif()
wasinn_shared_library(wasinn_shared OUTPUT_NAME wasinn ${export_wasmtime})
add_library(wasinn::wasinn ALIAS wasinn_shared)
