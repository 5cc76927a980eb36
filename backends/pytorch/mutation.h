// SPDX-License-Identifier: Apache-2.0
// Finds out what a method writes to besides what it makes itself.
#pragma once

#include <vector>

#include <torch/csrc/jit/ir/ir.h>

namespace pytorch {

/// What a method may change. When in doubt it says yes.
struct Mutation {
  bool state = false;        ///< the module that it belongs to
  std::vector<bool> inputs;  ///< the arguments after `self`
};

/// Looks through the whole of `graph`, calls of other methods too. Leaves it as it is.
Mutation find_mutation(torch::jit::Graph& graph);

}  // namespace pytorch
