// SPDX-License-Identifier: Apache-2.0
// Binding of ports to tensors of a graph.
#include "ports.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string_view>

#include "graph_def.h"
#include "status.h"

namespace tf {
namespace {

using wasinn::sdk::Dimension;
using wasinn::sdk::Failure;
using wasinn::sdk::Port;

// By WASINN_TYPE_.
constexpr int kTypes[] = {kHalf, kFloat, kDouble, kBfloat16, kUint8, kInt32, kInt64};

// TensorFlow's names by its numbers.
constexpr const char* kTypeNames[] = {
    "invalid", "float32", "float64", "int32",    "uint8",  "int16",   "int8",       "string",  "complex64",
    "int64",   "bool",    "qint8",   "quint8",   "qint32", "bfloat16", "qint16",    "quint16", "uint16",
    "complex128", "float16", "resource", "variant", "uint32", "uint64", "float8_e5m2", "float8_e4m3fn"};

// Variables of the first kind have types of their own, this much higher.
constexpr int kReferenceTypes = 100;

std::string type_name(int type) {
  const auto index = static_cast<std::size_t>(type);
  return index < std::size(kTypeNames) ? kTypeNames[index] : "type " + std::to_string(type);
}

BoundPort make_port(const std::string& name, Output tensor, int type) {
  BoundPort bound{{}, tensor, type > kReferenceTypes ? type - kReferenceTypes : type};
  bound.port.name = name;
  bound.port.type = carrier_of(bound.type);
  if (bound.port.type == WASINN_TYPE_FOREIGN || bound.type == kInt8) bound.port.type_name = type_name(bound.type);
  return bound;
}

void set_shape(Port& port, const std::vector<std::int64_t>& sizes) {
  if (sizes.size() > WASINN_MAX_RANK) {
    port.type_name = (port.type_name.empty() ? wasinn::sdk::element_type_name(port.type) : port.type_name) +
                     " of rank " + std::to_string(sizes.size());
    port.type = WASINN_TYPE_FOREIGN;
    port.rank_known = false;
    return;
  }
  for (const std::int64_t size : sizes) port.dimensions.push_back({std::max<std::int64_t>(size, -1), ""});
}

Output find_tensor(const Functions& functions, Graph* graph, std::string_view tensor) {
  const std::string name(operation_of(tensor));
  int index = 0;
  const std::size_t colon = tensor.find(':');
  const char* end = tensor.data() + tensor.size();
  const bool is_number = colon == tensor.npos || std::from_chars(tensor.data() + colon + 1, end, index).ptr == end;
  Operation* operation = functions.GraphOperationByName(graph, name.c_str());
  // The framework ends the process when it is asked for an output that an operation does not have.
  if (operation == nullptr || !is_number || index < 0 || index >= functions.OperationNumOutputs(operation)) {
    throw Failure(WASINN_INVALID_ENCODING, "the signature names the tensor '" + std::string(tensor.substr(0, 128)) +
                                               "', which the graph does not have");
  }
  return {operation, index};
}

BoundPort bind_port(const Functions& functions, Graph* graph, const SignaturePort& given) {
  if (given.tensor.empty()) {
    BoundPort bound = make_port(given.name, {nullptr, 0}, 0);
    bound.port.type_name = "composite tensor";
    bound.port.rank_known = false;
    return bound;
  }
  const Output tensor = find_tensor(functions, graph, given.tensor);
  BoundPort bound = make_port(given.name, tensor, functions.OperationOutputType(tensor));
  bound.port.rank_known = given.rank_known;
  set_shape(bound.port, given.dimensions);
  return bound;
}

void read_shape(const Functions& functions, Graph* graph, Output tensor, Port& port) {
  const CallStatus status(functions);
  const int rank = functions.GraphGetTensorNumDims(graph, tensor, status.get());
  status.check_load();
  port.rank_known = rank >= 0;
  if (rank <= 0) return;
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(rank));
  functions.GraphGetTensorShape(graph, tensor, sizes.data(), rank, status.get());
  status.check_load();
  set_shape(port, sizes);
}

bool is_placeholder(std::string_view type) {
  return type == "Placeholder" || type == "PlaceholderV2" || type == "PlaceholderWithDefault";
}

// Whether some operation takes an output of this one.
bool is_taken(const Functions& functions, Operation* operation, int outputs) {
  for (int index = 0; index < outputs; ++index) {
    if (functions.OperationOutputNumConsumers({operation, index}) > 0) return true;
  }
  return false;
}

void add_operation(const Functions& functions, Graph* graph, Operation* operation, BoundPorts& ports) {
  const std::string_view type = functions.OperationOpType(operation);
  const int outputs = functions.OperationNumOutputs(operation);
  const bool is_input = is_placeholder(type);
  const bool taken = is_taken(functions, operation, outputs);
  const bool is_last = !taken && functions.OperationNumControlOutputs(operation) == 0 && type != "Const";
  if (is_input ? !taken : !is_last) return;
  for (int index = 0; index < outputs; ++index) {
    const std::string name = functions.OperationName(operation);
    const Output tensor{operation, index};
    BoundPort bound = make_port(index == 0 ? name : name + ":" + std::to_string(index), tensor,
                                functions.OperationOutputType(tensor));
    read_shape(functions, graph, tensor, bound.port);
    (is_input ? ports.inputs : ports.outputs).push_back(std::move(bound));
  }
}

}  // namespace

std::uint32_t carrier_of(int type) noexcept {
  if (type == kInt8) return WASINN_TYPE_U8;
  for (std::uint32_t carrier = 0; carrier < std::size(kTypes); ++carrier) {
    if (kTypes[carrier] == type) return carrier;
  }
  return WASINN_TYPE_FOREIGN;
}

BoundPorts bind_signature(const Functions& functions, Graph* graph, const Signature& signature) {
  BoundPorts ports;
  for (const SignaturePort& port : signature.inputs) ports.inputs.push_back(bind_port(functions, graph, port));
  for (const SignaturePort& port : signature.outputs) ports.outputs.push_back(bind_port(functions, graph, port));
  return ports;
}

BoundPorts bind_graph(const Functions& functions, Graph* graph) {
  BoundPorts ports;
  std::size_t position = 0;
  while (Operation* operation = functions.GraphNextOperation(graph, &position)) {
    add_operation(functions, graph, operation, ports);
  }
  const auto by_name = [](const BoundPort& a, const BoundPort& b) { return a.port.name < b.port.name; };
  std::sort(ports.inputs.begin(), ports.inputs.end(), by_name);
  std::sort(ports.outputs.begin(), ports.outputs.end(), by_name);
  return ports;
}

}  // namespace tf
