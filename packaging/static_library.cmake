# SPDX-License-Identifier: Apache-2.0
# libwasinn.a: the same as one object in which everything but wasinn_* is local.

set(archives "$<TARGET_FILE:wasinn_capi>")
foreach(layer IN LISTS WASINN_LAYERS)
  if(layer STREQUAL "cli" OR layer STREQUAL "capi" OR NOT TARGET wasinn_${layer})
    continue()
  endif()
  get_target_property(type wasinn_${layer} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    list(APPEND archives "$<TARGET_FILE:wasinn_${layer}>")
    list(APPEND layers wasinn_${layer})
  endif()
endforeach()

set(library "${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libwasinn.a")
add_custom_command(
  OUTPUT "${library}"
  COMMAND "${CMAKE_COMMAND}" -E env "LD=${CMAKE_LINKER}" "OBJCOPY=${CMAKE_OBJCOPY}" "AR=${CMAKE_AR}" "NM=${CMAKE_NM}"
          "${CMAKE_CURRENT_SOURCE_DIR}/one-object" "${library}" ${archives} "$<TARGET_FILE:wasinn::wasmtime>"
  DEPENDS one-object sections.ld wasinn_capi ${layers} "$<TARGET_FILE:wasinn::wasmtime>"
  COMMENT "Making libwasinn.a"
  VERBATIM)
add_custom_target(wasinn_static ALL DEPENDS "${library}")
