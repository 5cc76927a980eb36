// SPDX-License-Identifier: Apache-2.0
// Finds and opens TensorFlow's shared library.
#pragma once

#include <string>
#include <vector>

#include <wasinn/plugin.hpp>

#include "tf_api.h"

namespace tf {

/// An opened library; it stays loaded until the process ends. A plain value.
struct Library {
  Functions functions;
  std::string version;  ///< "2.21.0"
};

/// Opens the first fitting library in the host's framework folders, else the one that the system's loader finds, and
/// keeps it from writing to stderr. Throws Failure with WASINN_NOT_FOUND and what was found where.
Library open_library(const wasinn::sdk::Host& host);

}  // namespace tf
