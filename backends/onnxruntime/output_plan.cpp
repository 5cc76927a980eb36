// SPDX-License-Identifier: Apache-2.0
// Planning by names: an axis has the size that its name has among the inputs.
#include "output_plan.h"

#include <optional>
#include <string>

namespace ort {
namespace {

using wasinn::sdk::Dimension;
using wasinn::sdk::Port;

std::optional<PlannedAxis> axis_named(const std::string& name, std::span<const Port> inputs) {
  if (name.empty()) return std::nullopt;
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    const auto& dimensions = inputs[input].dimensions;
    for (std::size_t axis = 0; axis < dimensions.size(); ++axis) {
      if (dimensions[axis].name == name) return PlannedAxis{-1, input, axis};
    }
  }
  return std::nullopt;
}

bool plan_axes(const Port& output, std::span<const Port> inputs, std::vector<PlannedAxis>& axes) {
  for (const Dimension& dimension : output.dimensions) {
    const auto axis = dimension.size >= 0 ? PlannedAxis{dimension.size, 0, 0} : axis_named(dimension.name, inputs);
    if (!axis) return false;
    axes.push_back(*axis);
  }
  return output.rank_known;
}

OutputPlan plan_output(const Port& output, std::span<const Port> inputs) {
  OutputPlan plan;
  plan.type = output.type;
  if (output.type == WASINN_TYPE_FOREIGN) {
    plan.source = OutputSource::Nothing;
    return plan;
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].name != output.name) continue;
    plan.source = OutputSource::Input;
    plan.input = i;
    return plan;
  }
  plan.predictable = plan_axes(output, inputs, plan.axes);
  return plan;
}

}  // namespace

std::vector<OutputPlan> plan_outputs(std::span<const Port> inputs, std::span<const Port> outputs) {
  std::vector<OutputPlan> plans;
  for (const Port& output : outputs) plans.push_back(plan_output(output, inputs));
  return plans;
}

bool predict(const OutputPlan& plan, std::span<const wasinn_tensor> inputs, std::uint64_t most_bytes,
             wasinn_tensor& tensor) {
  tensor.type = plan.type;
  tensor.rank = static_cast<std::uint32_t>(plan.axes.size());
  std::uint64_t bytes = wasinn::sdk::element_byte_size(plan.type);
  bool fits = true;
  for (std::size_t i = 0; i < plan.axes.size(); ++i) {
    const PlannedAxis& axis = plan.axes[i];
    const std::int64_t size = axis.size >= 0 ? axis.size : inputs[axis.input].dimensions[axis.input_axis];
    tensor.dimensions[i] = size;
    fits = fits && !__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes);
  }
  tensor.byte_size = bytes;
  return fits && bytes <= most_bytes;
}

}  // namespace ort
