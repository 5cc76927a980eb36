// SPDX-License-Identifier: Apache-2.0
// Reads the inputs and outputs of an interpreter, and maps element types.
#pragma once

#include <vector>

#include <wasinn/plugin.hpp>

#include "tflite_api.h"

namespace lite {

/// The inputs of the primary graph, in its order, with the names that the model's signature gives them.
std::vector<wasinn::sdk::Port> read_inputs(const Functions& functions, const Interpreter* interpreter);

/// The outputs likewise.
std::vector<wasinn::sdk::Port> read_outputs(const Functions& functions, const Interpreter* interpreter);

/// The WASINN_TYPE_ for one of the framework's types; WASINN_TYPE_FOREIGN when wasi-nn can neither express nor carry it.
std::uint32_t wasinn_element_type(int type) noexcept;

}  // namespace lite
