// SPDX-License-Identifier: Apache-2.0
// Finds and opens TensorFlow Lite's shared library.
#pragma once

#include <string>
#include <vector>

#include "tflite_api.h"

namespace lite {

/// Opens the first library in `folders` that has all functions; it stays loaded until the process ends, and writes no
/// lines of its own to stderr. Throws Failure with WASINN_NOT_FOUND and what was found where.
Functions open_library(const std::vector<std::string>& folders);

}  // namespace lite
