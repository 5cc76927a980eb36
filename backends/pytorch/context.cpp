// SPDX-License-Identifier: Apache-2.0
// Binding of arguments, the run, and the way of the result to the outputs.
#include "context.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <ATen/Parallel.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/scalar_tensor.h>
#include <c10/core/InferenceMode.h>

#include "element_types.h"
#include "failures.h"

namespace pytorch {
namespace {

using wasinn::sdk::Failure;

// Something to point to where there are no bytes.
alignas(64) std::uint8_t no_bytes[64];

// The rank of a tensor that was never wrapped.
constexpr std::uint32_t kNoRank = 0xffff;

bool same(const wasinn_tensor& a, const wasinn_tensor& b) {
  return a.data == b.data && a.type == b.type && a.rank == b.rank &&
         std::equal(a.dimensions, a.dimensions + a.rank, b.dimensions);
}

bool overlap(const at::Tensor& tensor, const wasinn_tensor& input) {
  const auto begin = reinterpret_cast<std::uintptr_t>(tensor.const_data_ptr());
  const auto input_begin = reinterpret_cast<std::uintptr_t>(input.data);
  return begin < input_begin + input.byte_size && input_begin < begin + tensor.nbytes();
}

c10::IValue number_in(ValueKind kind, const wasinn_tensor& tensor) {
  if (kind == ValueKind::Integer) {
    std::int64_t number = 0;
    std::memcpy(&number, tensor.data, sizeof number);
    return number;
  }
  double number = 0;
  std::memcpy(&number, tensor.data, sizeof number);
  return number;
}

at::Tensor blob(const wasinn_tensor& tensor, at::ScalarType scalar) {
  return at::from_blob(tensor.data == nullptr ? no_bytes : tensor.data, {tensor.dimensions, tensor.rank},
                       at::TensorOptions(scalar));
}

}  // namespace

TorchContext::TorchContext(const TorchGraph& graph, const torch::jit::Module& module)
    : graph_(graph),
      module_(module),
      forward_(module_.get_method("forward").function()),
      inputs_(graph.signature().inputs.size()),
      buffers_(graph.signature().outputs.size()) {
  for (Wrapped& input : inputs_) input.tensor.rank = kNoRank;
  results_.reserve(buffers_.size());
}

void TorchContext::compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  for (wasinn_tensor& output : outputs) output = {};
  compute_into(inputs, outputs);
}

void TorchContext::compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  if (!graph_.signature().obstacle.empty()) throw Failure(WASINN_UNSUPPORTED_OPERATION, graph_.signature().obstacle);
  refuse_cancelled();
  with_failures(compute_failure_status, [&] { run(inputs, outputs); });
}

void TorchContext::run(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  const c10::InferenceMode inference;
  use_threads();
  results_.clear();
  push_arguments(inputs);
  forward_.run(stack_);
  const c10::IValue result = std::move(stack_.back());
  stack_.clear();
  // The framework cannot be stopped; what comes too late is dropped.
  refuse_cancelled();
  take(graph_.signature().result, result);
  for (std::size_t i = 0; i < outputs.size(); ++i) show(i, inputs, outputs[i]);
}

void TorchContext::refuse_cancelled() const {
  if (cancelled_) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

void TorchContext::use_threads() const {
  // The framework keeps the number by thread.
  if (at::get_num_threads() != graph_.threads()) at::set_num_threads(graph_.threads());
}

void TorchContext::push_arguments(std::span<const wasinn_tensor> inputs) {
  stack_.clear();
  stack_.emplace_back(module_._ivalue());
  std::size_t port = 0;
  const auto& arguments = graph_.signature().arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].fixed) {
      stack_.push_back(*arguments[i].fixed);
      continue;
    }
    const c10::IValue& value = wrap(port, arguments[i], inputs[port]);
    const bool copied = value.isTensor() && graph_.needs_copy_of(i);
    stack_.push_back(copied ? c10::IValue(value.toTensor().clone()) : value);
    ++port;
  }
}

const c10::IValue& TorchContext::wrap(std::size_t index, const Argument& argument, const wasinn_tensor& tensor) {
  Wrapped& input = inputs_[index];
  if (argument.kind != ValueKind::Tensor) {
    input.value = number_in(argument.kind, tensor);
  } else if (!same(tensor, input.tensor)) {
    // Should this fail half way, the next computation must not take the old value.
    input.tensor.rank = kNoRank;
    input.value = blob(tensor, argument.scalar.value_or(scalar_type_of(tensor.type)));
    input.tensor = tensor;
  }
  return input.value;
}

void TorchContext::take(const ResultPart& part, const c10::IValue& value) {
  if (part.shape == ResultPart::Shape::Single) return take_single(part, value);
  if (part.shape == ResultPart::Shape::Dictionary) return take_dictionary(part, value);
  const bool is_tuple = part.shape == ResultPart::Shape::Tuple;
  const std::vector<c10::IValue> values = is_tuple ? value.toTupleRef().elements().vec() : value.toListRef().vec();
  if (values.size() != part.parts.size()) {
    throw Failure(WASINN_RUNTIME_ERROR, "the model returned " + std::to_string(values.size()) + " outputs instead of " +
                                            std::to_string(part.parts.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) take(part.parts[i], values[i]);
}

void TorchContext::take_dictionary(const ResultPart& part, const c10::IValue& value) {
  const auto dictionary = value.toGenericDict();
  for (std::size_t i = 0; i < part.keys.size(); ++i) {
    const auto found = dictionary.find(part.keys[i]);
    if (found == dictionary.end()) {
      throw Failure(WASINN_RUNTIME_ERROR, "the model returned no output '" + part.keys[i] + "'");
    }
    take(part.parts[i], found->value());
  }
}

void TorchContext::take_single(const ResultPart& part, const c10::IValue& value) {
  if (part.kind == ValueKind::Foreign) {
    results_.emplace_back();
  } else if (part.kind == ValueKind::Integer) {
    results_.push_back(at::scalar_tensor(value.toInt(), at::kLong));
  } else if (part.kind == ValueKind::Real) {
    results_.push_back(at::scalar_tensor(value.toDouble(), at::kDouble));
  } else {
    results_.push_back(checked_tensor(part, value));
  }
}

at::Tensor TorchContext::checked_tensor(const ResultPart& part, const c10::IValue& value) const {
  const std::size_t index = results_.size();
  if (!value.isTensor() || !value.toTensor().defined()) {
    throw Failure(WASINN_RUNTIME_ERROR, output_text(index) + " is None: the model computed no tensor for it");
  }
  const at::Tensor& tensor = value.toTensor();
  const std::string found = output_text(index) + " is " + scalar_name(tensor.scalar_type());
  if (part.scalar && tensor.scalar_type() != *part.scalar) {
    throw Failure(WASINN_RUNTIME_ERROR, found + "; wasinn.json inside the model declares " + scalar_name(*part.scalar));
  }
  if (!part.scalar && type_of(tensor.scalar_type()) == WASINN_TYPE_FOREIGN) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION, found + ", which wasi-nn tensors cannot express; convert it in the model");
  }
  if (tensor.layout() != at::kStrided || !tensor.device().is_cpu()) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION, output_text(index) + " is no dense tensor; make it one in the model");
  }
  if (tensor.dim() > static_cast<std::int64_t>(WASINN_MAX_RANK)) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION,
                  output_text(index) + " has rank " + std::to_string(tensor.dim()) + "; at most 16 is served");
  }
  // Some operators only note that a tensor is to be conjugated or negated.
  return tensor.resolve_neg();
}

void TorchContext::show(std::size_t index, std::span<const wasinn_tensor> inputs, wasinn_tensor& output) {
  at::Tensor& result = results_[index];
  const wasinn_tensor place = output;
  output = {};
  output.type = WASINN_TYPE_FOREIGN;
  if (!result.defined()) return;
  const std::uint32_t type = graph_.signature().outputs[index].type;
  output.type = type == WASINN_TYPE_ANY ? type_of(result.scalar_type()) : type;
  output.byte_size = result.nbytes();
  output.rank = static_cast<std::uint32_t>(result.dim());
  std::copy(result.sizes().begin(), result.sizes().end(), output.dimensions);
  // The caller may do with its inputs what it likes before it reads the outputs.
  const auto is_shared = [&result](const wasinn_tensor& input) { return overlap(result, input); };
  if (!result.is_contiguous() || std::any_of(inputs.begin(), inputs.end(), is_shared)) {
    const bool fits = place.data != nullptr && output.byte_size <= place.byte_size;
    output.data = fits ? place.data : buffers_[index].reserve(static_cast<std::size_t>(output.byte_size));
    blob(output, result.scalar_type()).copy_(result);
  } else {
    output.data = static_cast<std::uint8_t*>(result.data_ptr());
  }
  // An empty tensor has no memory.
  if (output.byte_size == 0) output.data = no_bytes;
}

std::string TorchContext::output_text(std::size_t index) const {
  const std::string& name = graph_.signature().outputs[index].name;
  return "output " + std::to_string(index) + (name.empty() ? "" : " ('" + name + "')");
}

}  // namespace pytorch
