// SPDX-License-Identifier: Apache-2.0
// From the framework's words for types and shapes to ports.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <wasinn/plugin.hpp>

#include "saved_model.h"
#include "tf_api.h"

namespace tf {

/// A port and the tensor of the graph that is fed or fetched for it. A plain value.
struct BoundPort {
  wasinn::sdk::Port port;
  Output tensor{nullptr, 0};  ///< no operation where a port is no single tensor
  int type = 0;               ///< TF_DataType
};

/// The ports of a model.
struct BoundPorts {
  std::vector<BoundPort> inputs;
  std::vector<BoundPort> outputs;
};

/// The ports that a signature names. Throws Failure (WASINN_INVALID_ENCODING) when `graph` lacks one of its tensors.
BoundPorts bind_signature(const Functions& functions, Graph* graph, const Signature& signature);

/// The ports of a graph that names none: inputs are the placeholders that some operation takes; outputs are the outputs
/// of operations that no other waits for, but for placeholders and constants. Sorted by name: that of the operation,
/// with ":1" and so on for its further outputs. Throws Failure.
BoundPorts bind_graph(const Functions& functions, Graph* graph);

/// The WASINN_TYPE_x that carries a TF_DataType; WASINN_TYPE_FOREIGN for none.
std::uint32_t carrier_of(int type) noexcept;

}  // namespace tf
