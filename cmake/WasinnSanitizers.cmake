# SPDX-License-Identifier: Apache-2.0
# Turns WASINN_SANITIZE and WASINN_FUZZ into compiler and linker options for our own code.

set(wasinn_instrumentation "${WASINN_SANITIZE}")
if(WASINN_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "WASINN_FUZZ needs clang, found ${CMAKE_CXX_COMPILER_ID}: use the preset 'fuzz'")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(wasinn_instrumentation)
  # The symbols keep their names in reports, and the first undefined behaviour ends the program.
  add_compile_options(-fsanitize=${wasinn_instrumentation} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${wasinn_instrumentation})
  add_compile_definitions(WASINN_SANITIZED)
endif()
