# SPDX-License-Identifier: Apache-2.0
# wasinn_plugin(): one backend as a shared library that the host opens at run time.

# Sets WASINN_BACKENDS_BUILT to the folders of backends/ that this build has.
function(wasinn_choose_backends)
  file(GLOB manifests CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/backends"
       "${PROJECT_SOURCE_DIR}/backends/*/CMakeLists.txt")
  set(built "")
  foreach(manifest IN LISTS manifests)
    get_filename_component(backend "${manifest}" DIRECTORY)
    if(WASINN_BACKENDS STREQUAL "all" OR backend IN_LIST WASINN_BACKENDS)
      list(APPEND built "${backend}")
    endif()
  endforeach()
  set(WASINN_BACKENDS_BUILT "${built}" PARENT_SCOPE)
endfunction()

# What fetches frameworks for users lies beside the plug-ins, whose manifests say what to fetch.
configure_file("${PROJECT_SOURCE_DIR}/tools/framework" "${WASINN_PLUGIN_DIR}/../framework" COPYONLY)

# wasinn_plugin(NAME echo SOURCES echo.cpp [LIBS items])
#
# Defines the target wasinn_echo: lib/wasinn/plugins/libwasinn_echo.so with only its entry symbol visible, and the
# manifest echo.json copied beside it; both are installed as component backend_echo. A plug-in sees include/, sdk/ and its
# own folder, nothing of src/.
function(wasinn_plugin)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;LIBS" ${ARGN})
  set(target wasinn_${arg_NAME})
  set(manifest "${CMAKE_CURRENT_SOURCE_DIR}/${arg_NAME}.json")

  add_library(${target} MODULE ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY "${WASINN_PLUGIN_DIR}"
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_include_directories(${target} PRIVATE
    "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/sdk" "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS} ${arg_LIBS})
  # Symbols of static libraries inside one plug-in must not meet those of another.
  target_link_options(${target} PRIVATE "LINKER:--exclude-libs,ALL")
  if(NOT WASINN_SANITIZE AND NOT WASINN_FUZZ)
    target_link_options(${target} PRIVATE "LINKER:--no-undefined")
  endif()

  add_custom_command(
    OUTPUT "${WASINN_PLUGIN_DIR}/${arg_NAME}.json"
    COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${manifest}" "${WASINN_PLUGIN_DIR}/${arg_NAME}.json"
    DEPENDS "${manifest}"
    VERBATIM)
  add_custom_target(${target}_manifest ALL DEPENDS "${WASINN_PLUGIN_DIR}/${arg_NAME}.json")
  add_dependencies(${target} ${target}_manifest)
  install(TARGETS ${target} LIBRARY DESTINATION lib/wasinn/plugins COMPONENT backend_${arg_NAME})
  install(FILES "${manifest}" DESTINATION lib/wasinn/plugins COMPONENT backend_${arg_NAME})
endfunction()
