// SPDX-License-Identifier: Apache-2.0
// Binding of tensors, and the run.
#include "context.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace openvino {
namespace {

using wasinn::sdk::Failure;
using wasinn::sdk::Port;

// Something to point to where there are no bytes.
alignas(64) std::uint8_t no_bytes[64];

// No memory of the caller's.
constexpr wasinn_tensor kNoPlace{};

// The rank of a tensor that was never bound.
constexpr std::uint32_t kNoRank = 0xffff;

bool same_shape(const wasinn_tensor& a, const wasinn_tensor& b) {
  return a.rank == b.rank && std::equal(a.dimensions, a.dimensions + a.rank, b.dimensions);
}

bool fits(std::uint64_t byte_size, const wasinn_tensor& place) {
  return place.data != nullptr && byte_size <= place.byte_size;
}

bool is_fixed(const Port& port) {
  const auto is_known = [](const auto& dimension) { return dimension.size >= 0; };
  return port.rank_known && std::all_of(port.dimensions.begin(), port.dimensions.end(), is_known);
}

// False when the number of bytes has no 64 bits.
bool set_shape(const Port& port, wasinn_tensor& tensor) {
  tensor.type = port.type;
  tensor.rank = static_cast<std::uint32_t>(port.dimensions.size());
  tensor.byte_size = wasinn::sdk::element_byte_size(port.type);
  bool fits = true;
  for (std::size_t axis = 0; axis < port.dimensions.size(); ++axis) {
    tensor.dimensions[axis] = port.dimensions[axis].size;
    const auto size = static_cast<std::uint64_t>(port.dimensions[axis].size);
    fits = !__builtin_mul_overflow(tensor.byte_size, size, &tensor.byte_size) && fits;
  }
  return fits;
}

// The shape of a tensor that exists, whose bytes therefore can be counted.
void take_shape(const Shape& shape, wasinn_tensor& tensor) {
  tensor.rank = static_cast<std::uint32_t>(shape.rank);
  tensor.byte_size = wasinn::sdk::element_byte_size(tensor.type);
  for (std::int64_t axis = 0; axis < shape.rank; ++axis) {
    tensor.dimensions[axis] = shape.dims[axis];
    tensor.byte_size *= static_cast<std::uint64_t>(shape.dims[axis]);
  }
}

}  // namespace

OpenvinoContext::OpenvinoContext(const OpenvinoGraph& graph)
    : graph_(graph),
      functions_(graph.functions()),
      inputs_(graph.inputs().size()),
      outputs_(graph.outputs().size()) {
  if (!graph.obstacle().empty()) return;
  Call call(graph.calls());
  InferRequest* request = nullptr;
  call.check(functions_.compiled_model_create_infer_request(graph.compiled(), &request));
  request_ = Owned<InferRequest>(request, {functions_.infer_request_free});
  for (Input& input : inputs_) input.tensor.rank = kNoRank;
  for (std::size_t i = 0; i < outputs_.size(); ++i) prepare_output(i, call);
}

void OpenvinoContext::prepare_output(std::size_t index, Call& call) {
  const PortFacts& facts = graph_.outputs()[index];
  Output& output = outputs_[index];
  output.tensor.type = facts.port.type;
  output.bindable = facts.port.type != WASINN_TYPE_FOREIGN && graph_.origins()[index].source == OutputSource::Own;
  if (!output.bindable) return;
  output.fixed = is_fixed(facts.port);
  if (output.fixed) {
    if (set_shape(facts.port, output.tensor)) return;
    throw Failure(WASINN_TOO_LARGE, "output " + std::to_string(index) + " has more bytes than 64 bits can count");
  }
  std::vector<std::int64_t> sizes = facts.least_shape;
  Tensor* raw = nullptr;
  const Shape shape{static_cast<std::int64_t>(sizes.size()), sizes.data()};
  call.check(functions_.tensor_create(facts.element_type, shape, &raw));
  output.growing = Owned<Tensor>(raw, {functions_.tensor_free});
}

void OpenvinoContext::compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  for (wasinn_tensor& output : outputs) output = kNoPlace;
  compute_into(inputs, outputs);
}

void OpenvinoContext::compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  refuse_obstacles();
  Call call(graph_.calls());
  bind_inputs(inputs, call);
  bind_outputs(outputs, call);
  run_in_turn(call);
  for (Output& output : outputs_) {
    if (output.bindable && !output.fixed) read_output(output, call);
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const OutputOrigin& origin = graph_.origins()[i];
    if (origin.source == OutputSource::Input) copy_output(i, inputs[origin.index], outputs[i]);
    if (origin.source == OutputSource::Output) copy_output(i, outputs_[origin.index].tensor, outputs[i]);
    outputs[i] = outputs_[i].tensor;
  }
}

void OpenvinoContext::refuse_obstacles() const {
  if (!graph_.obstacle().empty()) throw Failure(WASINN_UNSUPPORTED_OPERATION, graph_.obstacle());
  if (cancelled_) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

Owned<Tensor> OpenvinoContext::wrap(const wasinn_tensor& tensor, int element_type, Call& call) const {
  // The framework only reads the sizes.
  const Shape shape{tensor.rank, const_cast<std::int64_t*>(tensor.dimensions)};
  void* data = tensor.data == nullptr ? no_bytes : tensor.data;
  Tensor* raw = nullptr;
  call.check(functions_.tensor_create_from_host_ptr(element_type, shape, data, &raw));
  return {raw, {functions_.tensor_free}};
}

void OpenvinoContext::bind_inputs(std::span<const wasinn_tensor> inputs, Call& call) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const bool same = same_shape(inputs[i], inputs_[i].tensor);
    if (!same) {
      for (Output& output : outputs_) output.foreseen = false;
    }
    if (!same || inputs[i].data != inputs_[i].tensor.data) bind_input(i, inputs[i], call);
  }
}

void OpenvinoContext::bind_input(std::size_t index, const wasinn_tensor& tensor, Call& call) {
  Input& input = inputs_[index];
  // Should this fail half way, the next computation must not take the old tensor for bound.
  input.tensor.rank = kNoRank;
  Owned<Tensor> bound = wrap(tensor, graph_.inputs()[index].element_type, call);
  if (functions_.infer_request_set_input_tensor_by_index(request_.get(), index, bound.get()) != kOk) {
    throw Failure(WASINN_INVALID_ARGUMENT, call.reason());
  }
  input.bound = std::move(bound);
  input.tensor = tensor;
}

void OpenvinoContext::bind_outputs(std::span<const wasinn_tensor> places, Call& call) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    Output& output = outputs_[i];
    if (!output.bindable) continue;
    if (output.fixed) {
      bind_memory(i, memory_for(output, output.tensor.byte_size, places[i]), call);
    } else if (output.foreseen && output.foreseeable && fits(output.tensor.byte_size, places[i])) {
      bind_memory(i, places[i].data, call);
    } else {
      bind_growing(i, call);
    }
  }
}

std::uint8_t* OpenvinoContext::memory_for(Output& output, std::uint64_t byte_size, const wasinn_tensor& place) {
  return fits(byte_size, place) ? place.data : output.buffer.reserve(static_cast<std::size_t>(byte_size));
}

void OpenvinoContext::bind_memory(std::size_t index, std::uint8_t* data, Call& call) {
  Output& output = outputs_[index];
  if (output.bound == Bound::Memory && data == output.tensor.data) return;
  // Should this fail half way, the next computation must not take the old memory for bound.
  output.bound = Bound::Nothing;
  output.tensor.data = data;
  Owned<Tensor> memory = wrap(output.tensor, graph_.outputs()[index].element_type, call);
  call.check(functions_.infer_request_set_output_tensor_by_index(request_.get(), index, memory.get()));
  output.memory = std::move(memory);
  output.bound = Bound::Memory;
}

void OpenvinoContext::bind_growing(std::size_t index, Call& call) {
  Output& output = outputs_[index];
  if (output.bound == Bound::Growing) return;
  output.bound = Bound::Nothing;
  call.check(functions_.infer_request_set_output_tensor_by_index(request_.get(), index, output.growing.get()));
  output.bound = Bound::Growing;
}

void OpenvinoContext::run_in_turn(Call& call) {
  const Turn turn(graph_.turns(), cancelled_);
  if (!turn.taken()) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
  run(call);
}

void OpenvinoContext::run(Call& call) {
  if (functions_.infer_request_infer(request_.get()) == kOk) return;
  const std::string reason = call.reason();
  if (cancelled_) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
  if (!withdraw_foreseen(call)) throw Failure(WASINN_RUNTIME_ERROR, reason);
  run(call);
}

// Whether there were outputs in memory of a size that was only likely; those are not likely any more.
bool OpenvinoContext::withdraw_foreseen(Call& call) {
  bool found = false;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    Output& output = outputs_[i];
    if (output.fixed || output.bound != Bound::Memory) continue;
    bind_growing(i, call);
    output.foreseeable = false;
    found = true;
  }
  return found;
}

void OpenvinoContext::read_output(Output& output, Call& call) const {
  const Tensor* tensor = output.bound == Bound::Memory ? output.memory.get() : output.growing.get();
  Shape shape{};
  call.check(functions_.tensor_get_shape(tensor, &shape));
  const bool fits = shape.rank <= WASINN_MAX_RANK;
  if (fits) take_shape(shape, output.tensor);
  functions_.shape_free(&shape);
  if (!fits) throw Failure(WASINN_UNSUPPORTED_OPERATION, "an output has a rank of more than 16, which is not served");
  void* data = nullptr;
  call.check(functions_.tensor_data(tensor, &data));
  output.tensor.data = static_cast<std::uint8_t*>(data);
  output.foreseen = true;
}

void OpenvinoContext::copy_output(std::size_t index, const wasinn_tensor& source, const wasinn_tensor& place) {
  Output& output = outputs_[index];
  std::uint8_t* to = memory_for(output, source.byte_size, place);
  if (source.byte_size > 0) std::memcpy(to, source.data, static_cast<std::size_t>(source.byte_size));
  output.tensor = source;
  output.tensor.data = to;
}

void OpenvinoContext::cancel() noexcept {
  cancelled_ = true;
  if (!request_) return;
  graph_.turns().wake();
  functions_.infer_request_cancel(request_.get());
}

void OpenvinoContext::clear_cancel() noexcept { cancelled_ = false; }

}  // namespace openvino
