// SPDX-License-Identifier: Apache-2.0
// Reads the inputs and outputs of a compiled model, and maps element types.
#pragma once

#include <cstdint>
#include <vector>

#include <wasinn/plugin.hpp>

#include "calls.h"
#include "ov_api.h"

namespace openvino {

/// One input or output.
struct PortFacts {
  wasinn::sdk::Port port;
  int element_type = kDynamic;             ///< the framework's own number
  std::vector<std::int64_t> least_shape;   ///< the smallest that the port allows
};

/// The inputs in the model's order. Throws Failure.
std::vector<PortFacts> read_inputs(const Functions& functions, const CompiledModel* compiled, Call& call);

/// The outputs in the model's order. Throws Failure.
std::vector<PortFacts> read_outputs(const Functions& functions, const CompiledModel* compiled, Call& call);

}  // namespace openvino
