// SPDX-License-Identifier: Apache-2.0
// OutputPlan: where each output of a model comes from, and whether its shape is known before the model runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <wasinn/plugin.hpp>

namespace ort {

/// Where the bytes of an output come from.
enum class OutputSource : std::uint8_t {
  Framework,  ///< the model computes it
  Input,      ///< it is an input under the same name; the framework would hand out the caller's own memory for it
  Nothing     ///< its type cannot be expressed, so it is not asked for
};

/// The size of one axis before a run: fixed, or that of an input's axis that has the same name in the model.
struct PlannedAxis {
  std::int64_t size = -1;      ///< -1: taken from the input
  std::size_t input = 0;       ///< index of that input
  std::size_t input_axis = 0;  ///< and its axis
};

/// One output. A plain value.
struct OutputPlan {
  OutputSource source = OutputSource::Framework;
  std::size_t input = 0;      ///< for OutputSource::Input
  bool predictable = false;   ///< `axes` says the whole shape
  std::vector<PlannedAxis> axes;
  std::uint32_t type = 0;     ///< WASINN_TYPE_x
};

/// A plan for each output port.
std::vector<OutputPlan> plan_outputs(std::span<const wasinn::sdk::Port> inputs,
                                     std::span<const wasinn::sdk::Port> outputs);

/// Fills type, rank, dimensions and byte_size of `tensor` from a predictable plan and the tensors given as inputs.
/// False when the size is more than `most_bytes`.
bool predict(const OutputPlan& plan, std::span<const wasinn_tensor> inputs, std::uint64_t most_bytes,
             wasinn_tensor& tensor);

}  // namespace ort
