# SPDX-License-Identifier: Apache-2.0
# wasinn_fuzzer(): one libFuzzer target and the test that runs it for a while.

set(WASINN_FUZZ_SECONDS 60 CACHE STRING "How long ctest runs the largest fuzz target, in seconds")
if(WASINN_FUZZ)
  add_custom_target(fuzzers)
endif()

# wasinn_fuzzer(NAME witx SOURCES witx_fuzzer.cpp LIBS witx host [NEEDS wasinn_echo] [CORPUS folder] [PERCENT 20])
#
# Only in builds with WASINN_FUZZ. Makes bin/fuzz_witx and the test fuzz.witx, which starts from the committed CORPUS
# (default: corpus/witx beside the caller) and keeps what it finds in build/fuzz/corpus/witx. It runs for PERCENT of
# WASINN_FUZZ_SECONDS (default: all).
function(wasinn_fuzzer)
  if(NOT WASINN_FUZZ)
    return()
  endif()
  cmake_parse_arguments(arg "" "NAME;CORPUS;PERCENT" "SOURCES;LIBS;NEEDS" ${ARGN})
  if(NOT arg_PERCENT)
    set(arg_PERCENT 100)
  endif()
  math(EXPR seconds "(${WASINN_FUZZ_SECONDS} * ${arg_PERCENT} + 99) / 100")
  if(NOT arg_CORPUS)
    set(arg_CORPUS "corpus/${arg_NAME}")
  endif()
  get_filename_component(corpus "${arg_CORPUS}" ABSOLUTE)
  set(found "${CMAKE_BINARY_DIR}/corpus/${arg_NAME}")
  file(MAKE_DIRECTORY "${found}")

  add_executable(fuzz_${arg_NAME} ${arg_SOURCES})
  target_include_directories(fuzz_${arg_NAME} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}")
  wasinn_link_items(items ${arg_LIBS})
  target_link_libraries(fuzz_${arg_NAME} PRIVATE ${items})
  target_link_options(fuzz_${arg_NAME} PRIVATE -fsanitize=fuzzer)
  target_compile_definitions(fuzz_${arg_NAME} PRIVATE WASINN_TEST_PLUGIN_DIR="${WASINN_PLUGIN_DIR}")
  if(arg_NEEDS)
    add_dependencies(fuzz_${arg_NAME} ${arg_NEEDS})
  endif()
  add_dependencies(fuzzers fuzz_${arg_NAME})
  if(WASINN_TESTS)
    add_test(NAME fuzz.${arg_NAME}
      COMMAND fuzz_${arg_NAME} -max_total_time=${seconds} -timeout=10 -rss_limit_mb=4096
              -print_final_stats=1 "-artifact_prefix=${CMAKE_BINARY_DIR}/" "${found}" "${corpus}")
    math(EXPR limit "${seconds} + 120")
    set_tests_properties(fuzz.${arg_NAME} PROPERTIES LABELS fuzz TIMEOUT ${limit})
  endif()
endfunction()
