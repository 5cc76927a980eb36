# SPDX-License-Identifier: Apache-2.0
# What CPack makes of the installed files: one Debian package for each component, and one archive of all of them.

set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PACKAGE_NAME wasinn)
set(CPACK_PACKAGE_VENDOR "The wasinn authors")
set(CPACK_PACKAGE_CONTACT "The wasinn authors <wasinn@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_FILE_NAME "wasinn-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/packages")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Where the backend for PyTorch finds the library that it is linked to by name; no package has it.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${WASINN_PYTORCH_DIR}/lib")

# wasinn_package(COMPONENT command PACKAGE wasinn SECTION utils SUMMARY "One line" TEXT "A few sentences."
#                [DEPENDS "a, b"] [RECOMMENDS "c"])
function(wasinn_package)
  cmake_parse_arguments(arg "" "COMPONENT;PACKAGE;SECTION;SUMMARY;TEXT;DEPENDS;RECOMMENDS" "" ${ARGN})
  string(TOUPPER "${arg_COMPONENT}" key)
  set(CPACK_DEBIAN_${key}_PACKAGE_NAME "${arg_PACKAGE}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_SECTION "${arg_SECTION}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_DEPENDS "${arg_DEPENDS}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_RECOMMENDS "${arg_RECOMMENDS}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_DESCRIPTION "${arg_SUMMARY}\n${arg_TEXT}" PARENT_SCOPE)
  set(CPACK_COMPONENTS_ALL ${CPACK_COMPONENTS_ALL} ${arg_COMPONENT} PARENT_SCOPE)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION share/doc/${arg_PACKAGE} RENAME copyright
          COMPONENT ${arg_COMPONENT})
endfunction()

wasinn_package(COMPONENT command PACKAGE wasinn SECTION utils
  SUMMARY "runs WebAssembly guests and serves them wasi-nn"
  TEXT "Machine learning models for WebAssembly guests. Backends do the work, one package each."
  RECOMMENDS "wasinn-backend-onnxruntime, python3, python3-pip")
wasinn_package(COMPONENT library PACKAGE libwasinn${PROJECT_VERSION_MAJOR} SECTION libs
  SUMMARY "wasi-nn host as a library"
  TEXT "Runs WebAssembly guests inside a program and serves them wasi-nn. The engine is inside and hidden."
  RECOMMENDS "wasinn-backend-onnxruntime")
wasinn_package(COMPONENT development PACKAGE libwasinn-dev SECTION libdevel
  SUMMARY "wasi-nn host as a library: headers and static library"
  TEXT "What programs in C and C++ need to embed wasinn, and what authors of backends need."
  DEPENDS "libwasinn${PROJECT_VERSION_MAJOR} (= ${PROJECT_VERSION})"
  RECOMMENDS "libssl-dev, zlib1g-dev")
wasinn_package(COMPONENT guest PACKAGE wasinn-guest-dev SECTION libdevel
  SUMMARY "headers and WIT for WebAssembly guests of wasi-nn"
  TEXT "Headers for guests in C and C++, and the interfaces of wasi:nn for components in any language.")
set(CPACK_DEBIAN_GUEST_PACKAGE_ARCHITECTURE all)
foreach(backend IN LISTS WASINN_BACKENDS_BUILT)
  if(backend STREQUAL "pytorch" AND NOT TARGET wasinn_pytorch_torch)
    message(STATUS "left out: package wasinn-backend-pytorch (a part of the backend is left out)")
    continue()
  endif()
  wasinn_package(COMPONENT backend_${backend} PACKAGE wasinn-backend-${backend} SECTION libs
    SUMMARY "backend ${backend} for wasinn"
    TEXT "A plug-in for the command wasinn and the library libwasinn. 'wasinn backends' says which framework it finds."
    DEPENDS "wasinn (>= ${PROJECT_VERSION}) | libwasinn${PROJECT_VERSION_MAJOR} (>= ${PROJECT_VERSION})")
endforeach()

# Packages of programs that are built with the library depend on its package.
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/shlibs"
  "libwasinn ${PROJECT_VERSION_MAJOR} libwasinn${PROJECT_VERSION_MAJOR} (>= ${PROJECT_VERSION})\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA "${CMAKE_CURRENT_BINARY_DIR}/shlibs")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

include(CPack)
