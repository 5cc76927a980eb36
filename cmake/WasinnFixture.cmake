# SPDX-License-Identifier: Apache-2.0
# wasinn_fixtures(): files for tests that a Python script makes during the build, such as small models.

if(WASINN_TESTS OR WASINN_BENCH)
  add_custom_target(fixtures ALL)
endif()

# wasinn_fixtures(NAME models SCRIPT make_models.py OUTPUTS add.onnx loop.onnx [DEPENDS files])
#
# Runs `python3 SCRIPT <fixture folder>` with numpy and onnx importable. OUTPUTS are names below build/<preset>/fixtures.
# Defines the target fixtures_models; the target `fixtures` makes all of them.
function(wasinn_fixtures)
  cmake_parse_arguments(arg "" "NAME;SCRIPT" "OUTPUTS;DEPENDS" ${ARGN})
  get_filename_component(script "${arg_SCRIPT}" ABSOLUTE)
  list(TRANSFORM arg_OUTPUTS PREPEND "${WASINN_FIXTURE_DIR}/")
  add_custom_command(
    OUTPUT ${arg_OUTPUTS}
    COMMAND "${CMAKE_COMMAND}" -E env "PYTHONPATH=${WASINN_PYTHON_PACKAGES}" "PYTHONDONTWRITEBYTECODE=1"
            "${WASINN_PYTHON}" "${script}" "${WASINN_FIXTURE_DIR}"
    DEPENDS "${script}" ${arg_DEPENDS}
    COMMENT "Making fixtures: ${arg_NAME}"
    VERBATIM)
  add_custom_target(fixtures_${arg_NAME} DEPENDS ${arg_OUTPUTS})
  add_dependencies(fixtures fixtures_${arg_NAME})
endfunction()
