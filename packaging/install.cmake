# SPDX-License-Identifier: Apache-2.0
# What lies where below the prefix. Each component is a package of its own.

install(TARGETS wasinn RUNTIME DESTINATION bin COMPONENT command)
install(PROGRAMS "${PROJECT_SOURCE_DIR}/tools/framework" DESTINATION lib/wasinn COMPONENT command)
install(DIRECTORY "${CMAKE_BINARY_DIR}/share/" DESTINATION share COMPONENT command OPTIONAL)

install(TARGETS wasinn_shared
  LIBRARY DESTINATION lib COMPONENT library NAMELINK_COMPONENT development)
install(FILES "${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libwasinn.a" DESTINATION lib COMPONENT development)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" "${PROJECT_SOURCE_DIR}/sdk/"
  DESTINATION include COMPONENT development
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN wasinn/wasmtime.h EXCLUDE)
set(engine_cflags "")
if(WASINN_EXPORT_WASMTIME)
  set(engine_cflags " -I\${includedir}/wasinn/engine")
  install(FILES "${PROJECT_SOURCE_DIR}/include/wasinn/wasmtime.h" DESTINATION include/wasinn COMPONENT development)
  install(DIRECTORY "${WASINN_ENGINE_DIR}/include/" DESTINATION include/wasinn/engine COMPONENT development
    FILES_MATCHING PATTERN "*.h" PATTERN "*.hh" PATTERN doc-wasm.h EXCLUDE)
endif()

install(DIRECTORY "${PROJECT_SOURCE_DIR}/guests/sdk/include" "${PROJECT_SOURCE_DIR}/guests/sdk/crt1"
  DESTINATION share/wasinn/guest COMPONENT guest)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/spec/wasi-nn" "${PROJECT_SOURCE_DIR}/spec/wasinn-nn-ext"
  DESTINATION share/wasinn/guest/wit COMPONENT guest)

set(generated "${CMAKE_CURRENT_BINARY_DIR}/generated")
include(CMakePackageConfigHelpers)
configure_file(wasinn-config.cmake.in "${generated}/wasinn-config.cmake" @ONLY)
write_basic_package_version_file("${generated}/wasinn-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${generated}/wasinn-config.cmake" "${generated}/wasinn-config-version.cmake"
  DESTINATION lib/cmake/wasinn COMPONENT development)

configure_file(wasinn.pc.in "${generated}/wasinn.pc" @ONLY)
configure_file(wasinn-static.pc.in "${generated}/wasinn-static.pc" @ONLY)
install(FILES "${generated}/wasinn.pc" "${generated}/wasinn-static.pc"
  DESTINATION lib/pkgconfig COMPONENT development)
