// SPDX-License-Identifier: Apache-2.0
// One inference: shapes, inputs, run, outputs.
#include "context.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace lite {
namespace {

using wasinn::sdk::Failure;

// Together some 50 microseconds, which is long for the framework to begin and short for whoever cancels.
constexpr int kCancelTries = 50;
constexpr int kCancelPause = 1000;

bool is_foreign(const wasinn::sdk::Port& port) { return port.type == WASINN_TYPE_FOREIGN; }

// Whether an input's tensor is no output and no other input too, and has its bytes where all tensors have them.
bool is_alone(const Functions& f, const Interpreter* interpreter, std::size_t input) {
  const int* inputs = f.InterpreterInputTensorIndices(interpreter);
  const int* outputs = f.InterpreterOutputTensorIndices(interpreter);
  const int tensor = inputs[input];
  const Tensor* given = f.InterpreterGetInputTensor(interpreter, static_cast<std::int32_t>(input));
  return f.OpaqueTensorGetAllocationType(given) == kArenaRw &&
         std::count(inputs, inputs + f.InterpreterGetInputTensorCount(interpreter), tensor) == 1 &&
         std::count(outputs, outputs + f.InterpreterGetOutputTensorCount(interpreter), tensor) == 0;
}

}  // namespace

LiteContext::LiteContext(const LiteGraph& graph)
    : graph_(graph), functions_(graph.functions()), instance_(graph.make_instance()) {
  for (std::size_t i = 0; i < graph.description().inputs().size(); ++i) {
    inputs_.emplace_back(*instance_, i, is_alone(functions_, instance_->get(), i));
  }
}

void LiteContext::compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  for (wasinn_tensor& output : outputs) output = {};
  compute_into(inputs, outputs);
}

void LiteContext::compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  refuse_obstacles();
  prepare(inputs);
  if (has_work(inputs)) {
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs_[i].give(inputs[i]);
    run();
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) take_output(i, outputs[i]);
}

void LiteContext::refuse_obstacles() const {
  if (!graph_.obstacle().empty()) throw Failure(WASINN_UNSUPPORTED_OPERATION, graph_.obstacle());
  if (cancelled_) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

bool LiteContext::has_shape(std::size_t input, const wasinn_tensor& given) const {
  const Tensor* tensor = functions_.InterpreterGetInputTensor(instance_->get(), static_cast<std::int32_t>(input));
  if (functions_.TensorNumDims(tensor) != static_cast<std::int32_t>(given.rank)) return false;
  for (std::uint32_t axis = 0; axis < given.rank; ++axis) {
    if (functions_.TensorDim(tensor, static_cast<std::int32_t>(axis)) != given.dimensions[axis]) return false;
  }
  return true;
}

void LiteContext::prepare(std::span<const wasinn_tensor> inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (has_shape(i, inputs[i])) continue;
    prepared_ = false;
    instance_->resize(i, {inputs[i].dimensions, inputs[i].rank});
    inputs_[i].prepare(inputs[i].byte_size);
  }
  if (prepared_) return;
  instance_->allocate(WASINN_INVALID_ARGUMENT);
  prepared_ = true;
}

bool LiteContext::has_work(std::span<const wasinn_tensor> inputs) const {
  const auto is_empty = [](const wasinn_tensor& input) { return input.byte_size == 0; };
  const auto empty = std::find_if(inputs.begin(), inputs.end(), is_empty);
  if (empty == inputs.end()) return true;
  // The framework's operators read from empty tensors where they should make something of nothing.
  for (std::size_t i = 0; i < graph_.description().outputs().size(); ++i) {
    const Tensor* output = functions_.InterpreterGetOutputTensor(instance_->get(), static_cast<std::int32_t>(i));
    if (functions_.TensorByteSize(output) == 0 && !is_dynamic(output)) continue;
    throw Failure(WASINN_UNSUPPORTED_OPERATION,
                  "input " + std::to_string(empty - inputs.begin()) + " has no elements and output " +
                      std::to_string(i) + " would have some, which TensorFlow Lite cannot compute");
  }
  return false;
}

bool LiteContext::is_dynamic(const Tensor* tensor) const {
  return functions_.OpaqueTensorGetAllocationType(tensor) == kDynamic;
}

void LiteContext::run() {
  running_ = true;
  // Whoever cancelled before this line may not have seen that it runs.
  if (cancelled_) {
    running_ = false;
    throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
  }
  try {
    instance_->invoke();
    running_ = false;
  } catch (const Failure&) {
    running_ = false;
    if (!cancelled_) throw;
  }
  if (cancelled_) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

void LiteContext::take_output(std::size_t index, wasinn_tensor& output) const {
  const wasinn_tensor place = output;
  output = {};
  const wasinn::sdk::Port& port = graph_.description().outputs()[index];
  output.type = port.type;
  if (is_foreign(port)) return;
  const Tensor* tensor = functions_.InterpreterGetOutputTensor(instance_->get(), static_cast<std::int32_t>(index));
  const std::int32_t rank = functions_.TensorNumDims(tensor);
  if (rank < 0 || rank > static_cast<std::int32_t>(WASINN_MAX_RANK)) {
    throw Failure(WASINN_RUNTIME_ERROR, "output " + std::to_string(index) + " has rank " + std::to_string(rank));
  }
  output.rank = static_cast<std::uint32_t>(rank);
  for (std::int32_t axis = 0; axis < rank; ++axis) output.dimensions[axis] = functions_.TensorDim(tensor, axis);
  output.byte_size = functions_.TensorByteSize(tensor);
  output.data = static_cast<std::uint8_t*>(functions_.TensorData(tensor));
  if (place.data == nullptr || output.byte_size > place.byte_size || output.byte_size == 0) return;
  std::memcpy(place.data, output.data, static_cast<std::size_t>(output.byte_size));
  output.data = place.data;
}

void LiteContext::cancel() noexcept {
  cancelled_ = true;
  // The framework forgets what it was told just before it began, and it begins at some moment after running_ is set.
  for (int tries = 0; tries < kCancelTries; ++tries) {
    instance_->cancel();
    if (!running_) return;
    for (int i = 0; i < kCancelPause; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
  }
}

void LiteContext::clear_cancel() noexcept { cancelled_ = false; }

}  // namespace lite
