# SPDX-License-Identifier: Apache-2.0
# wasinn_layer(): one static library for one folder of src/.

set(WASINN_LAYERS base tensor backend format policy registry host plugin abi witx wit engine config capi cli)

# Turns layer names into link items: `base` means wasinn::base, anything else stays as it is.
function(wasinn_link_items result)
  set(items "")
  foreach(item IN LISTS ARGN)
    if(item IN_LIST WASINN_LAYERS)
      list(APPEND items "wasinn::${item}")
    else()
      list(APPEND items "${item}")
    endif()
  endforeach()
  set(${result} "${items}" PARENT_SCOPE)
endfunction()

# wasinn_layer(NAME host SOURCES host.cpp session.cpp DEPENDS registry policy tl::expected)
#
# Defines the target wasinn_host, also called wasinn::host. DEPENDS takes layer names and link items; users of the
# layer get them too. A layer without .cpp files is an INTERFACE library. A layer whose dependency is not part of
# this build is left out with a message.
function(wasinn_layer)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPENDS" ${ARGN})
  wasinn_link_items(items ${arg_DEPENDS})
  wasinn_first_missing(missing ${items})
  if(missing)
    wasinn_left_out("layer ${arg_NAME}" "${missing}")
    return()
  endif()

  set(compiled ${arg_SOURCES})
  list(FILTER compiled INCLUDE REGEX "\\.(c|cpp)$")
  if(compiled)
    set(reach PUBLIC)
    add_library(wasinn_${arg_NAME} STATIC ${arg_SOURCES})
    # What a program that embeds us has under the same name stays its own.
    set_target_properties(wasinn_${arg_NAME} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    target_compile_options(wasinn_${arg_NAME} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  else()
    set(reach INTERFACE)
    add_library(wasinn_${arg_NAME} INTERFACE)
  endif()
  add_library(wasinn::${arg_NAME} ALIAS wasinn_${arg_NAME})
  target_include_directories(wasinn_${arg_NAME} ${reach} "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/include")
  target_link_libraries(wasinn_${arg_NAME} ${reach} ${items})
endfunction()
