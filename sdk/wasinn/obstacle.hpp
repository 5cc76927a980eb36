// SPDX-License-Identifier: Apache-2.0
// For backend authors: why a model cannot be computed with tensors of wasi-nn, whatever a guest gives.
#pragma once

#include <wasinn/plugin.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

namespace wasinn::sdk {

/// An input whose type wasi-nn lacks, or that all outputs have such types, in words for an error; empty when neither
/// stands in the way.
inline std::string obstacle_in(std::span<const Port> inputs, std::span<const Port> outputs) {
  const auto text = [](const char* kind, std::size_t index, const Port& port) {
    return std::string(kind) + " " + std::to_string(index) + " ('" + port.name + "') has the type " + port.type_name +
           ", which wasi-nn tensors cannot express";
  };
  const auto is_foreign = [](const Port& port) { return port.type == WASINN_TYPE_FOREIGN; };
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (is_foreign(inputs[i])) return text("input", i, inputs[i]);
  }
  const bool nothing_left = !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), is_foreign);
  return nothing_left ? text("output", 0, outputs[0]) : std::string();
}

}  // namespace wasinn::sdk
