// SPDX-License-Identifier: Apache-2.0
// What a model says of itself.
#pragma once

#include <string>
#include <wasinn/plugin.hpp>

#include "llama_api.h"

namespace llama {

/// The value of one of the model's keys as text; "" when it has none.
std::string model_value(const Functions& functions, const Model* model, const std::string& key);

/// The same for a key that begins with the architecture's name and holds a number; 0 when it has none.
double architecture_number(const Functions& functions, const Model* model, const std::string& key);

/// Ports, architecture, size, quantization and chat template.
wasinn::sdk::GraphDescription describe_model(const Functions& functions, const Model* model);

}  // namespace llama
