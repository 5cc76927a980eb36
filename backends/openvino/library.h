// SPDX-License-Identifier: Apache-2.0
// Finds and opens OpenVINO's shared library.
#pragma once

#include <string>
#include <vector>

#include "ov_api.h"

namespace openvino {

/// An opened library; it stays loaded until the process ends. A plain value.
struct Library {
  Functions functions;
  std::string version;  ///< "2026.4.1"
};

/// Opens the newest fitting library of the first of `folders` that has one, else the one that the system's loader
/// finds. Nothing is linked to it, because its file name carries the version of one release.
/// Throws Failure with WASINN_NOT_FOUND and what was found where.
Library open_library(const std::vector<std::string>& folders);

}  // namespace openvino
