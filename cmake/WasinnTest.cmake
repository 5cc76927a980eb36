# SPDX-License-Identifier: Apache-2.0
# wasinn_test() and wasinn_script_test(): how a test joins ctest.

# Says which of the given targets this build leaves out by choice; "" when it has them all.
function(wasinn_first_excluded result)
  set(${result} "" PARENT_SCOPE)
  file(GLOB folders RELATIVE "${PROJECT_SOURCE_DIR}/backends" "${PROJECT_SOURCE_DIR}/backends/*")
  foreach(target IN LISTS ARGN)
    if(target MATCHES "^wasinn_(.+)$" AND CMAKE_MATCH_1 IN_LIST folders
       AND NOT CMAKE_MATCH_1 IN_LIST WASINN_BACKENDS_BUILT)
      set(${result} "${target}" PARENT_SCOPE)
    elseif((target MATCHES "^guest" OR target STREQUAL "wasinn") AND NOT WASINN_ENGINE)
      set(${result} "${target}" PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# wasinn_test(NAME host_test SOURCES session_test.cpp LIBS host GTest::gmock [NEEDS wasinn_echo fixtures] [ENV A=1 B=2]
#             [LABEL install])
#
# One GoogleTest program; each TEST is a test of ctest, called host_test.Suite.Name. LIBS takes layer names and link
# items. NEEDS names targets that must be built before the test runs: plug-ins, guests, fixtures. The program is
# compiled with these paths as string macros: WASINN_TEST_SOURCE_DIR (repository), WASINN_TEST_BUILD_DIR (build folder),
# WASINN_TEST_PLUGIN_DIR, WASINN_TEST_GUEST_DIR, WASINN_TEST_FIXTURE_DIR.
function(wasinn_test)
  if(NOT WASINN_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "NAME;TIMEOUT;LABEL" "SOURCES;LIBS;NEEDS;ENV" ${ARGN})
  wasinn_link_items(items ${arg_LIBS})
  wasinn_first_missing(missing ${items})
  wasinn_first_excluded(excluded ${arg_NEEDS})
  if(missing OR excluded)
    wasinn_left_out("test ${arg_NAME}" "${missing}${excluded}")
    return()
  endif()

  add_executable(${arg_NAME} ${arg_SOURCES})
  set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${WASINN_TEST_BIN_DIR}")
  target_include_directories(${arg_NAME} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}")
  target_compile_definitions(${arg_NAME} PRIVATE
    WASINN_TEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    WASINN_TEST_BUILD_DIR="${CMAKE_BINARY_DIR}"
    WASINN_TEST_PLUGIN_DIR="${WASINN_PLUGIN_DIR}"
    WASINN_TEST_GUEST_DIR="${WASINN_GUEST_DIR}"
    WASINN_TEST_FIXTURE_DIR="${WASINN_FIXTURE_DIR}")
  # Tests are read by the compiler more often than they are run; what they test keeps its own options.
  target_compile_options(${arg_NAME} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${arg_NAME} PRIVATE ${items} GTest::gtest GTest::gmock GTest::gtest_main)
  if(arg_NEEDS)
    add_dependencies(${arg_NAME} ${arg_NEEDS})
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set(labels "")
  if(arg_LABEL)
    set(labels LABELS ${arg_LABEL})
  endif()
  gtest_discover_tests(${arg_NAME}
    TEST_PREFIX "${arg_NAME}."
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${arg_TIMEOUT} ${labels})
  if(arg_ENV)
    # gtest_discover_tests() splits a list of variables into unrelated properties, so they are set after it.
    set(script "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}_environment.cmake")
    file(WRITE "${script}" "set_tests_properties(\${${arg_NAME}_TESTS} PROPERTIES ENVIRONMENT [==[${arg_ENV}]==])\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${script}")
  endif()
endfunction()

# wasinn_script_test(NAME demo COMMAND ${WASINN_PYTHON} check.py [NEEDS wasinn guests] [ENV A=1] [TIMEOUT seconds]
#                    [LABEL install])
#
# One test that is a command; it passes when the command ends with 0 and is skipped when it ends with 77. The command
# gets WASINN_SOURCE_DIR, WASINN_BUILD_DIR and a PYTHONPATH with numpy and onnx in its environment. NEEDS is used to
# leave the test out of builds that do not have these targets; they are part of the default target already.
function(wasinn_script_test)
  if(NOT WASINN_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "NAME;TIMEOUT;LABEL" "COMMAND;NEEDS;ENV" ${ARGN})
  wasinn_first_excluded(excluded ${arg_NEEDS})
  if(excluded)
    wasinn_left_out("test ${arg_NAME}" "${excluded}")
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set(labels "")
  if(arg_LABEL)
    set(labels LABELS ${arg_LABEL})
  endif()
  add_test(NAME ${arg_NAME} COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  set(environment
    "WASINN_SOURCE_DIR=${PROJECT_SOURCE_DIR}" "WASINN_BUILD_DIR=${CMAKE_BINARY_DIR}"
    "PYTHONPATH=${WASINN_PYTHON_PACKAGES}" "PYTHONDONTWRITEBYTECODE=1" ${arg_ENV})
  set_tests_properties(${arg_NAME} PROPERTIES
    ENVIRONMENT "${environment}" TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77 ${labels})
endfunction()
