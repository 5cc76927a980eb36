# SPDX-License-Identifier: Apache-2.0
# One set of warnings for all native code of the project.

add_compile_options(-Wall -Wextra -Wconversion -Wshadow)
if(WASINN_WERROR)
  add_compile_options(-Werror)
endif()
