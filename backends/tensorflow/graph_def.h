// SPDX-License-Identifier: Apache-2.0
// The operations of a GraphDef and how they hang together, without their values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tf {

/// One operation. Borrows from the message that it was read from, as all here do.
struct Node {
  std::string_view name;
  std::string_view operation;
  std::vector<std::string_view> inputs;     ///< "name", "name:1", "^name" (only order)
  std::vector<std::string_view> functions;  ///< that its attributes name
  bool is_compiled = false;                 ///< by XLA, as an attribute asks
  std::uint64_t type = 0;                   ///< that the attribute "dtype" says; 0 for none
  std::uint64_t value_type = 0;             ///< of the tensor in the attribute "value"; 0 for none
  std::string_view value_shape;             ///< of that tensor, a TensorShapeProto
  std::size_t value_bytes = 0;              ///< that tensor's in the message
};

/// A function of a graph's library.
struct Function {
  std::string_view name;
  std::vector<std::string_view> arguments;
  std::vector<Node> nodes;
};

struct GraphDef {
  std::vector<Node> nodes;
  std::vector<Function> functions;
};

/// The name of the operation in "name", "name:1", "name:output:0" and "^name".
std::string_view operation_of(std::string_view tensor);

/// Calls `use` for each operation, those of functions too.
template <class Use>
void each_node(const GraphDef& graph, Use use) {
  for (const Node& node : graph.nodes) use(node);
  for (const Function& function : graph.functions) {
    for (const Node& node : function.nodes) use(node);
  }
}

/// Throws Failure (WASINN_INVALID_ENCODING) when the graph contradicts itself: constants of another type than they say, or far larger than the bytes that they are made of; loops with two
/// beginnings.
void check_graph(const GraphDef& graph);

/// Reads a GraphDef message. Throws Failure (WASINN_INVALID_ENCODING).
GraphDef read_graph_def(std::string_view message);

}  // namespace tf
