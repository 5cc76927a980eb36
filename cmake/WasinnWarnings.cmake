# SPDX-License-Identifier: Apache-2.0
# One set of warnings for all native code of the project.

add_compile_options(-Wall -Wextra -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # gcc 12 sees overlaps in the standard library's own string concatenation (gcc bug 105651).
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
  endif()
  if(WASINN_SANITIZE)
    # The sanitizers' instrumentation makes gcc lose track of what is initialised.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
endif()
if(WASINN_WERROR)
  add_compile_options(-Werror)
endif()
