// SPDX-License-Identifier: Apache-2.0
// Checks that the tensors inside a loaded model lie in the memory that they claim.
#pragma once

#include <torch/csrc/jit/api/module.h>

namespace pytorch {

/// Goes through everything that the module holds, and the constants of its code.
/// Throws Failure with WASINN_INVALID_ENCODING for a tensor that reaches outside of its storage.
void check_tensors(const torch::jit::Module& module);

}  // namespace pytorch
