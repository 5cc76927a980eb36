// SPDX-License-Identifier: Apache-2.0
// The code of a loaded module, node by node.
#pragma once

#include <functional>

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/ir.h>

namespace pytorch {

/// Calls `visit` for each node of each method and function that came with the module.
void for_each_node(const torch::jit::Module& module, const std::function<void(const torch::jit::Node&)>& visit);

}  // namespace pytorch
