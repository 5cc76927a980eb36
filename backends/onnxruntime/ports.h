// SPDX-License-Identifier: Apache-2.0
// Reads the inputs and outputs of a session, and maps element types.
#pragma once

#include <vector>

#include <wasinn/plugin.hpp>

#include "ort_api.h"

namespace ort {

/// The inputs that a caller must give. Throws Failure.
std::vector<wasinn::sdk::Port> read_inputs(const Functions& functions, const Session* session);

/// The outputs. Throws Failure.
std::vector<wasinn::sdk::Port> read_outputs(const Functions& functions, const Session* session);

/// The framework's number for a WASINN_TYPE_ that is not foreign.
int onnx_element_type(std::uint32_t type);

/// The WASINN_TYPE_ for one of the framework's numbers; WASINN_TYPE_FOREIGN when wasi-nn lacks it.
std::uint32_t wasinn_element_type(int onnx_type);

}  // namespace ort
