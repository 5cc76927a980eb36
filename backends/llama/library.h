// SPDX-License-Identifier: Apache-2.0
// Finds and opens llama.cpp's shared libraries.
#pragma once

#include <string>
#include <vector>

#include "llama_api.h"

namespace llama {

/// The opened libraries; they stay loaded until the process ends. A plain value.
struct Library {
  Functions functions;
  std::string commit;                ///< of ggml; "unknown" when the library does not say
  std::vector<std::string> devices;  ///< ggml's names
};

/// Opens the first fitting library in `folders`, with the variant for this processor that lies beside it. Once in a
/// process: later calls give what the first one that succeeded gave, because ggml keeps one list of devices.
/// Throws Failure with WASINN_NOT_FOUND and what was found where.
const Library& open_library(const std::vector<std::string>& folders);

}  // namespace llama
