# SPDX-License-Identifier: Apache-2.0
# Components in languages whose interpreter goes into the component: JavaScript and Python. What makes them comes from
# `tools/setup --all-guests`; they are left out where it is not there.

option(WASINN_INTERPRETED_GUESTS "Build guests in JavaScript and Python where their tools are installed" ON)
file(GLOB WASINN_COMPONENTIZE_JS CONFIGURE_DEPENDS
  "${WASINN_COMPONENTIZE_JS_DIR}/node_modules/@bytecodealliance/componentize-js/src/cli.js")
file(GLOB WASINN_COMPONENTIZE_PY CONFIGURE_DEPENDS "${WASINN_COMPONENTIZE_PY_DIR}/bin/componentize-py")

# WASI's own WIT, which comes with the tool for JavaScript.
set(WASINN_WASI_WIT "${WASINN_COMPONENTIZE_JS_DIR}/node_modules/@bytecodealliance/jco/lib/wit/builtin/0.2.12")

# wasinn_wasi_world(result FILE.wit)
#
# The rule that makes a folder of a world with WASI, wasi:nn and wasinn:nn-ext beside it; sets `result` to the folder.
function(wasinn_wasi_world result file)
  get_filename_component(source "${file}" ABSOLUTE)
  get_filename_component(name "${file}" NAME_WE)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${name}.wit")
  set(copies "")
  foreach(package IN ITEMS cli clocks filesystem io random sockets)
    list(APPEND copies COMMAND "${CMAKE_COMMAND}" -E copy_directory "${WASINN_WASI_WIT}/wasi-${package}"
         "${folder}/deps/${package}")
  endforeach()
  file(GLOB nn CONFIGURE_DEPENDS "${WASINN_WASI_NN_WIT}/*.wit" "${WASINN_NN_EXT_WIT}/*.wit")
  add_custom_command(
    OUTPUT "${folder}/${name}.wit"
    ${copies}
    COMMAND "${CMAKE_COMMAND}" -E copy_directory "${WASINN_WASI_NN_WIT}" "${folder}/deps/nn"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}/deps/nn-ext"
    COMMAND "${CMAKE_COMMAND}" -E copy "${WASINN_NN_EXT_WIT}/nn-ext.wit" "${folder}/deps/nn-ext/"
    COMMAND "${CMAKE_COMMAND}" -E copy "${source}" "${folder}/${name}.wit"
    DEPENDS "${source}" ${nn}
    COMMENT "Gathering the world ${name}"
    VERBATIM)
  set(${result} "${folder}" PARENT_SCOPE)
endfunction()

# Says why a guest is not built, and sets `result` to false then; the other arguments are what must be there.
function(wasinn_interpreted_guest_ready result name)
  set(${result} TRUE PARENT_SCOPE)
  if(NOT WASINN_INTERPRETED_GUESTS)
    message(STATUS "left out: guest ${name} (WASINN_INTERPRETED_GUESTS is off)")
    set(${result} FALSE PARENT_SCOPE)
    return()
  endif()
  foreach(file IN LISTS ARGN)
    if(NOT file OR NOT EXISTS "${file}")
      message(STATUS "left out: guest ${name} (its tools are not in the cache: run tools/setup --all-guests)")
      set(${result} FALSE PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# wasinn_javascript_guest(NAME jobs_javascript_component SOURCE jobs.js WORLD jobs.wit)
#
# Defines the target guest_NAME, which makes guests/NAME.wasm of one JavaScript module; the world is called as its file.
function(wasinn_javascript_guest)
  cmake_parse_arguments(arg "" "NAME;SOURCE;WORLD" "" ${ARGN})
  wasinn_interpreted_guest_ready(ready ${arg_NAME} "${WASINN_NODE}" "${WASINN_COMPONENTIZE_JS}" "${WASINN_WASI_WIT}")
  if(NOT ready)
    return()
  endif()
  wasinn_wasi_world(world "${arg_WORLD}")
  get_filename_component(world_name "${arg_WORLD}" NAME_WE)
  get_filename_component(source "${arg_SOURCE}" ABSOLUTE)
  set(output "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${WASINN_NODE}" "${WASINN_COMPONENTIZE_JS}" "${source}" --wit "${world}" --world-name ${world_name}
            --disable http --disable fetch-event --out "${output}"
    DEPENDS "${source}" "${world}/${world_name}.wit" "${WASINN_COMPONENTIZE_JS}"
    COMMENT "Building guest ${arg_NAME}.wasm"
    VERBATIM)
  wasinn_guest_target(${arg_NAME} "${output}")
endfunction()

# wasinn_python_guest(NAME jobs_python_component SOURCE jobs.py WORLD jobs.wit)
#
# The same for one Python module.
function(wasinn_python_guest)
  cmake_parse_arguments(arg "" "NAME;SOURCE;WORLD" "" ${ARGN})
  wasinn_interpreted_guest_ready(ready ${arg_NAME} "${WASINN_COMPONENTIZE_PY}" "${WASINN_WASI_WIT}")
  if(NOT ready)
    return()
  endif()
  wasinn_wasi_world(world "${arg_WORLD}")
  get_filename_component(world_name "${arg_WORLD}" NAME_WE)
  get_filename_component(source "${arg_SOURCE}" ABSOLUTE)
  get_filename_component(folder "${source}" DIRECTORY)
  get_filename_component(module "${source}" NAME_WE)
  set(output "${WASINN_GUEST_DIR}/${arg_NAME}.wasm")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" -E env "PYTHONPATH=${WASINN_COMPONENTIZE_PY_DIR}" PYTHONDONTWRITEBYTECODE=1
            "${WASINN_PYTHON}" "${WASINN_COMPONENTIZE_PY}" --wit-path "${world}" --world ${world_name}
            componentize --python-path "${folder}" ${module} --output "${output}"
    DEPENDS "${source}" "${world}/${world_name}.wit" "${WASINN_COMPONENTIZE_PY}"
    COMMENT "Building guest ${arg_NAME}.wasm"
    VERBATIM)
  wasinn_guest_target(${arg_NAME} "${output}")
endfunction()
