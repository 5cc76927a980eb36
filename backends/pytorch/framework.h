// SPDX-License-Identifier: Apache-2.0
// Finds and opens PyTorch's shared libraries, and the part of this backend that is built with their headers.
#pragma once

#include <string>
#include <vector>

#include <wasinn/plugin.h>

namespace pytorch {

/// Opens the libraries of PyTorch `kTorchVersion` in the first of `folders` that has them, then the other part of this
/// backend, which lies beside this one, and gives that part's table. All stay open until the process ends. Call it once
/// at a time.
/// Throws Failure with WASINN_NOT_FOUND, what was found where, and what to do.
wasinn_plugin open_torch_part(const std::vector<std::string>& folders);

}  // namespace pytorch
