// SPDX-License-Identifier: Apache-2.0
// Reading of GraphDef messages. Field numbers: tensorflow/core/framework/{graph,node_def,attr_value,tensor,function,
// op_def}.proto.
#include "graph_def.h"

#include <algorithm>
#include <unordered_set>

#include <wasinn/plugin.hpp>

#include "wire.h"

namespace tf {
namespace {

// Attributes hold functions that hold attributes; nobody writes more than two levels of that.
constexpr unsigned kMostDepth = 16;

// Elements of a constant that does not say each of them.
constexpr std::uint64_t kMostRepeats = std::uint64_t{1} << 26;

// The value of a map's entry, whose key goes into `key`.
std::string_view read_entry(std::string_view entry, std::string_view& key) {
  std::string_view value;
  FieldReader reader(entry);
  for (Field field; reader.next(field);) {
    if (field.number == 1) key = field.bytes;
    if (field.number == 2) value = field.bytes;
  }
  return value;
}

void read_value(std::string_view value, unsigned depth, Node& node);

// NameAttrList: a function and the attributes it is called with.
void read_function_name(std::string_view message, unsigned depth, Node& node) {
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    std::string_view key;
    if (field.number == 1) node.functions.push_back(field.bytes);
    if (field.number == 2) read_value(read_entry(field.bytes, key), depth + 1, node);
  }
}

// AttrValue, for the functions in it.
void read_value(std::string_view value, unsigned depth, Node& node) {
  if (depth > kMostDepth) {
    throw wasinn::sdk::Failure(WASINN_INVALID_ENCODING, "attributes of the model nest more than 16 levels deep");
  }
  FieldReader reader(value);
  for (Field field; reader.next(field);) {
    if (field.number == 10) read_function_name(field.bytes, depth, node);
    if (field.number != 1) continue;
    FieldReader list(field.bytes);
    for (Field element; list.next(element);) {
      if (element.number == 9) read_function_name(element.bytes, depth, node);
    }
  }
}

// The last number in a field of a message; 0 for none.
std::uint64_t number_in(std::string_view message, std::uint32_t number) {
  std::uint64_t found = 0;
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    if (field.number == number && !field.is_bytes) found = field.value;
  }
  return found;
}

// The TensorProto in an AttrValue.
void read_tensor(std::string_view value, Node& node) {
  FieldReader reader(value);
  for (Field field; reader.next(field);) {
    if (field.number != 8) continue;
    node.value_type = number_in(field.bytes, 1);
    node.value_bytes = field.bytes.size();
    FieldReader tensor(field.bytes);
    for (Field part; tensor.next(part);) {
      if (part.number == 2) node.value_shape = part.bytes;
    }
  }
}

void read_attribute(std::string_view entry, Node& node) {
  std::string_view key;
  const std::string_view value = read_entry(entry, key);
  if (key == "_XlaMustCompile") node.is_compiled = number_in(value, 5) != 0;
  if (key == "dtype") node.type = number_in(value, 6);
  if (key == "value") read_tensor(value, node);
  read_value(value, 0, node);
}

Node read_node(std::string_view message) {
  Node node;
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    switch (field.number) {
      case 1: node.name = field.bytes; break;
      case 2: node.operation = field.bytes; break;
      case 3: node.inputs.push_back(field.bytes); break;
      case 5: read_attribute(field.bytes, node); break;
      default: break;
    }
  }
  return node;
}

std::string_view read_name(std::string_view message) {
  std::string_view name;
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    if (field.number == 1) name = field.bytes;
  }
  return name;
}

void read_signature(std::string_view message, Function& function) {
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    if (field.number == 1) function.name = field.bytes;
    if (field.number == 2) function.arguments.push_back(read_name(field.bytes));
  }
}

Function read_function(std::string_view message) {
  Function function;
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    if (field.number == 1) read_signature(field.bytes, function);
    if (field.number == 3) function.nodes.push_back(read_node(field.bytes));
  }
  return function;
}

void read_library(std::string_view message, GraphDef& graph) {
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    if (field.number == 1) graph.functions.push_back(read_function(field.bytes));
  }
}

[[noreturn]] void refuse_constant(const Node& node, const char* what) {
  throw wasinn::sdk::Failure(WASINN_INVALID_ENCODING,
                             "the constant '" + std::string(node.name.substr(0, 64)) + "' of the model is " + what);
}

// A constant may repeat its last value, but not without end.
bool is_reasonable(const Node& constant) {
  std::uint64_t left = std::max<std::uint64_t>(kMostRepeats, constant.value_bytes);
  FieldReader reader(constant.value_shape);
  for (Field field; reader.next(field);) {
    const std::uint64_t size = field.number == 2 ? number_in(field.bytes, 1) : 1;
    if (size > left) return false;
    if (size > 0) left /= size;
  }
  return true;
}

// A loop begins where one value from before and one from the round before meet.
void check_loops(const std::vector<Node>& nodes) {
  std::unordered_set<std::string_view> rounds;
  for (const Node& node : nodes) {
    if (node.operation.ends_with("NextIteration")) rounds.insert(node.name);
  }
  for (const Node& node : nodes) {
    if (!node.operation.ends_with("Merge")) continue;
    const auto is_data = [](std::string_view input) { return !input.starts_with('^'); };
    const auto is_round = [&](std::string_view input) {
      return is_data(input) && rounds.contains(operation_of(input));
    };
    const auto all = std::count_if(node.inputs.begin(), node.inputs.end(), is_data);
    const auto later = std::count_if(node.inputs.begin(), node.inputs.end(), is_round);
    if (later == 0 || all - later <= 1) continue;
    throw wasinn::sdk::Failure(WASINN_INVALID_ENCODING, "a loop of the model begins twice, at '" +
                                                            std::string(node.name.substr(0, 64)) + "'");
  }
}

}  // namespace

std::string_view operation_of(std::string_view tensor) {
  if (tensor.starts_with('^')) tensor.remove_prefix(1);
  return tensor.substr(0, tensor.find(':'));
}

void check_graph(const GraphDef& graph) {
  each_node(graph, [](const Node& node) {
    if (node.operation != "Const") return;
    if (node.type != node.value_type) refuse_constant(node, "of another type than it says");
    if (!is_reasonable(node)) refuse_constant(node, "larger than what it is made of allows");
  });
  check_loops(graph.nodes);
}

GraphDef read_graph_def(std::string_view message) {
  GraphDef graph;
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    if (field.number == 1) graph.nodes.push_back(read_node(field.bytes));
    if (field.number == 2) read_library(field.bytes, graph);
  }
  return graph;
}

}  // namespace tf
