// SPDX-License-Identifier: Apache-2.0
// Finds and opens ONNX Runtime's shared library.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ort_api.h"

namespace ort {

/// An opened library; it stays loaded until the process ends. A plain value.
struct Library {
  Functions functions;
  std::string version;         ///< "1.32.0"
  const void* base = nullptr;  ///< the same for each opening of one library
};

/// Opens the first fitting library in `folders`, else the one that the system's loader finds. Nothing is linked to it,
/// because its symbols carry the version of one release.
/// Throws Failure with WASINN_NOT_FOUND and what was found where.
Library open_library(const std::vector<std::string>& folders);

}  // namespace ort
