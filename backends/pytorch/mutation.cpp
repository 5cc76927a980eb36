// SPDX-License-Identifier: Apache-2.0
// Asks PyTorch's own analysis of aliases, on a copy of the graph with all calls inlined.
#include "mutation.h"

#include <torch/csrc/jit/ir/alias_analysis.h>
#include <torch/csrc/jit/passes/inliner.h>

namespace pytorch {
namespace {

namespace prim = torch::jit::prim;
using torch::jit::AliasDb;
using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;

// Calls that stay after inlining: nobody can tell here what they do.
bool is_opaque(const Node& node) {
  return node.kind() == prim::CallFunction || node.kind() == prim::CallMethod || node.kind() == prim::fork ||
         node.kind() == prim::awaitable || node.kind() == prim::rpc_async;
}

// Whether something below `block` writes to an attribute, or to what an attribute holds.
bool writes_to_state(const AliasDb& aliases, const Block& block) {
  for (const Node* node : block.nodes()) {
    if (node->kind() == prim::SetAttr || is_opaque(*node)) return true;
    if (node->kind() == prim::GetAttr && aliases.hasWriters(node->output())) return true;
    for (const Block* inner : node->blocks()) {
      if (writes_to_state(aliases, *inner)) return true;
    }
  }
  return false;
}

bool has_opaque_call(const Block& block) {
  for (const Node* node : block.nodes()) {
    if (is_opaque(*node)) return true;
    for (const Block* inner : node->blocks()) {
      if (has_opaque_call(*inner)) return true;
    }
  }
  return false;
}

}  // namespace

Mutation find_mutation(Graph& original) {
  const std::shared_ptr<Graph> graph = original.copy();
  torch::jit::Inline(*graph);
  const AliasDb aliases(graph);
  const bool opaque = has_opaque_call(*graph->block());
  Mutation found;
  found.state = writes_to_state(aliases, *graph->block());
  for (std::size_t i = 1; i < graph->inputs().size(); ++i) {
    found.inputs.push_back(opaque || aliases.hasWriters(graph->inputs()[i]));
  }
  return found;
}

}  // namespace pytorch
