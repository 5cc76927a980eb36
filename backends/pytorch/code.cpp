// SPDX-License-Identifier: Apache-2.0
// The walk over the code of a module, without recursion.
#include "code.h"

#include <vector>

#include <torch/csrc/jit/api/function_impl.h>

namespace pytorch {

void for_each_node(const torch::jit::Module& module, const std::function<void(const torch::jit::Node&)>& visit) {
  std::vector<const torch::jit::Block*> blocks;
  for (torch::jit::Function* function : module._ivalue()->compilation_unit()->get_functions()) {
    if (torch::jit::GraphFunction* code = torch::jit::tryToGraphFunction(*function)) {
      blocks.push_back(code->graph()->block());
    }
  }
  std::vector<std::shared_ptr<torch::jit::Graph>> kept;  // graphs inside nodes
  while (!blocks.empty()) {
    const torch::jit::Block* block = blocks.back();
    blocks.pop_back();
    for (const torch::jit::Node* node : block->nodes()) {
      visit(*node);
      for (const torch::jit::Block* inner : node->blocks()) blocks.push_back(inner);
      if (!node->hasAttribute(torch::jit::attr::Subgraph)) continue;
      kept.push_back(node->g(torch::jit::attr::Subgraph));
      blocks.push_back(kept.back()->block());
    }
  }
}

}  // namespace pytorch
