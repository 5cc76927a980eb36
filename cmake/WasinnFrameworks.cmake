# SPDX-License-Identifier: Apache-2.0
# What tools/setup put into the cache outside the tree: the engine, the frameworks, the Python packages.

file(GLOB wasinn_path_sources CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/engine-rs/Cargo.*" "${PROJECT_SOURCE_DIR}/engine-rs/build.rs"
  "${PROJECT_SOURCE_DIR}/engine-rs/src/*.rs" "${PROJECT_SOURCE_DIR}/tools/requirements/*.txt"
  "${PROJECT_SOURCE_DIR}/guests/tools/Cargo.*" "${PROJECT_SOURCE_DIR}/guests/tools/src/*.rs"
  "${PROJECT_SOURCE_DIR}/examples/other-engine/wasmi/*.*" "${PROJECT_SOURCE_DIR}/examples/other-engine/wasmi/src/*.rs"
  "${PROJECT_SOURCE_DIR}/guests/jobs/*/package-lock.json" "${PROJECT_SOURCE_DIR}/backends/*/*.json")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${wasinn_path_sources} "${PROJECT_SOURCE_DIR}/tools/setup"
  "${PROJECT_SOURCE_DIR}/tools/cache.sh" "${PROJECT_SOURCE_DIR}/tools/framework")
execute_process(
  COMMAND "${PROJECT_SOURCE_DIR}/tools/setup" --paths
  OUTPUT_VARIABLE wasinn_paths
  COMMAND_ERROR_IS_FATAL ANY)

# Sets `variable` to the path that `tools/setup --paths` prints as `key=path`.
function(wasinn_cached_path variable key)
  if(NOT wasinn_paths MATCHES "(^|\n)${key}=([^\n]*)")
    message(FATAL_ERROR "tools/setup --paths does not name '${key}'")
  endif()
  set(${variable} "${CMAKE_MATCH_2}" PARENT_SCOPE)
endfunction()

# Sets `variable` to the folder of the framework that the manifest of `backend` pins, whether or not it was fetched, or to
# "" where there is no such manifest. `pytorch_building` names what is needed to build the plug-in.
function(wasinn_framework_folder variable backend)
  set(${variable} "" PARENT_SCOPE)
  if(wasinn_paths MATCHES "(^|\n)${backend}=([^\n]*)")
    set(${variable} "${CMAKE_MATCH_2}" PARENT_SCOPE)
  endif()
endfunction()

wasinn_cached_path(WASINN_CACHE_DIR cache)
wasinn_cached_path(WASINN_ENGINE_DIR engine)
wasinn_cached_path(WASINN_ONNXRUNTIME_DIR onnxruntime)
wasinn_cached_path(WASINN_PYTHON python)
wasinn_cached_path(WASINN_PYTHON_PACKAGES python_packages)
wasinn_cached_path(WASINN_PYTHON_TEST_PACKAGES python_test_packages)
wasinn_cached_path(WASINN_GUEST_TOOLS_DIR guest_tools)
wasinn_cached_path(WASINN_GUEST_RUST_DIR guest_rust)
wasinn_cached_path(WASINN_ASSEMBLYSCRIPT_DIR assemblyscript)
wasinn_cached_path(WASINN_COMPONENTIZE_JS_DIR componentize_js)
wasinn_cached_path(WASINN_COMPONENTIZE_PY_DIR componentize_py)
wasinn_cached_path(WASINN_OTHER_ENGINE_DIR other_engine)
# Plug-ins open their framework at run time and nothing links to it: this is the file, not a target.
set(WASINN_ONNXRUNTIME_LIBRARY "${WASINN_ONNXRUNTIME_DIR}/lib/libonnxruntime.so.1")

if(WASINN_ENGINE)
  if(NOT EXISTS "${WASINN_ENGINE_DIR}/lib/libwasinn_wasmtime.a")
    message(FATAL_ERROR "The engine is not in the cache (${WASINN_ENGINE_DIR}): run tools/setup")
  endif()
  # wasinn::wasmtime: the Wasmtime C API with its headers (as system headers), and the functions that engine-rs/ adds.
  add_library(wasinn::wasmtime STATIC IMPORTED GLOBAL)
  set_target_properties(wasinn::wasmtime PROPERTIES
    IMPORTED_LOCATION "${WASINN_ENGINE_DIR}/lib/libwasinn_wasmtime.a"
    INTERFACE_INCLUDE_DIRECTORIES "${WASINN_ENGINE_DIR}/include;${PROJECT_SOURCE_DIR}/engine-rs/include"
    INTERFACE_LINK_OPTIONS "LINKER:--gc-sections"
    INTERFACE_LINK_LIBRARIES "pthread;dl;m")
endif()
