// SPDX-License-Identifier: Apache-2.0
// Binding of tensors and the two ways to run: into prepared buffers, or into the framework's own.
#include "context.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "ports.h"
#include "status.h"

namespace ort {
namespace {

using wasinn::sdk::Failure;

// More outputs are left to the framework, which allocates what the model makes and not what it announces.
constexpr std::uint64_t kMostPreparedBytes = std::uint64_t{256} << 20;

// Something to point to where there are no bytes.
alignas(64) std::uint8_t no_bytes[64];

// No memory of the caller's.
constexpr wasinn_tensor kNoPlace{};

// The rank of a tensor that was never wrapped.
constexpr std::uint32_t kNoRank = 0xffff;

bool same_shape(const wasinn_tensor& a, const wasinn_tensor& b) {
  return a.rank == b.rank && std::equal(a.dimensions, a.dimensions + a.rank, b.dimensions);
}

bool overlap(const wasinn_tensor& a, const wasinn_tensor& b) {
  const auto a_begin = reinterpret_cast<std::uintptr_t>(a.data);
  const auto b_begin = reinterpret_cast<std::uintptr_t>(b.data);
  return a_begin < b_begin + b.byte_size && b_begin < a_begin + a.byte_size;
}

}  // namespace

OnnxContext::OnnxContext(const OnnxGraph& graph)
    : graph_(graph),
      functions_(graph.functions()),
      inputs_(graph.input_names().size()),
      input_values_(graph.input_names().size()),
      outputs_(graph.plans().size()),
      buffers_(graph.plans().size()),
      raw_results_(graph.requested().size()),
      results_(graph.requested().size()) {
  RunOptions* options = nullptr;
  check(functions_.CreateRunOptions(&options));
  options_ = Owned<RunOptions>(options, {functions_.ReleaseRunOptions});
  // What fails in a run is returned to the guest that asked for it; the host's log is not the guest's to fill.
  check(functions_.RunOptionsSetRunLogSeverityLevel(options, kFatal));
  IoBinding* binding = nullptr;
  check(functions_.CreateIoBinding(graph.session(), &binding));
  binding_ = Owned<IoBinding>(binding, {functions_.ReleaseIoBinding});
  for (Wrapped& input : inputs_) input.tensor.rank = kNoRank;
  for (std::size_t i = 0; i < outputs_.size(); ++i) outputs_[i].tensor.type = graph.plans()[i].type;
}

void OnnxContext::compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  for (wasinn_tensor& output : outputs) output = kNoPlace;
  compute_into(inputs, outputs);
}

void OnnxContext::compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  refuse_obstacles();
  bind_inputs(inputs);
  if (state_ == Outputs::Undecided) state_ = prepare_outputs(inputs);
  if (state_ == Outputs::Prepared) {
    bind_outputs(outputs);
    run_prepared(inputs);
  } else {
    run_unprepared(inputs);
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const OutputPlan& plan = graph_.plans()[i];
    if (plan.source == OutputSource::Input) copy_output(i, inputs[plan.input], outputs[i]);
    outputs[i] = outputs_[i].tensor;
  }
}

void OnnxContext::refuse_obstacles() const {
  if (!graph_.obstacle().empty()) throw Failure(WASINN_UNSUPPORTED_OPERATION, graph_.obstacle());
  if (cancelled_) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

Owned<Value> OnnxContext::wrap(const wasinn_tensor& tensor) const {
  Value* value = nullptr;
  check(functions_.CreateTensorWithDataAsOrtValue(
      graph_.memory(), tensor.data == nullptr ? no_bytes : tensor.data, static_cast<std::size_t>(tensor.byte_size),
      tensor.dimensions, tensor.rank, onnx_element_type(tensor.type), &value));
  return Owned<Value>(value, {functions_.ReleaseValue});
}

void OnnxContext::bind_inputs(std::span<const wasinn_tensor> inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const bool same = same_shape(inputs[i], inputs_[i].tensor);
    if (!same) state_ = Outputs::Undecided;
    if (!same || inputs[i].data != inputs_[i].tensor.data) bind_input(i, inputs[i]);
  }
}

void OnnxContext::bind_input(std::size_t index, const wasinn_tensor& tensor) {
  Wrapped& input = inputs_[index];
  // Should this fail half way, the next computation must not take the old value for bound.
  input.tensor.rank = kNoRank;
  input.value = wrap(tensor);
  check(functions_.BindInput(binding_.get(), graph_.input_names()[index], input.value.get()));
  input_values_[index] = input.value.get();
  input.tensor = tensor;
}

OnnxContext::Outputs OnnxContext::prepare_outputs(std::span<const wasinn_tensor> inputs) {
  if (!predicts_well_) return Outputs::Frameworks;
  std::uint64_t bytes_left = kMostPreparedBytes;
  for (const std::size_t index : graph_.requested()) {
    const OutputPlan& plan = graph_.plans()[index];
    wasinn_tensor& tensor = outputs_[index].tensor;
    if (!plan.predictable || !predict(plan, inputs, bytes_left, tensor)) return Outputs::Frameworks;
    bytes_left -= tensor.byte_size;
  }
  for (const std::size_t index : graph_.requested()) outputs_[index].value.reset();
  for (Owned<Value>& result : results_) result.reset();
  return Outputs::Prepared;
}

std::uint8_t* OnnxContext::memory_for(std::size_t index, std::uint64_t byte_size, const wasinn_tensor& place) {
  if (place.data != nullptr && byte_size <= place.byte_size) return place.data;
  return buffers_[index].reserve(static_cast<std::size_t>(byte_size));
}

void OnnxContext::bind_outputs(std::span<const wasinn_tensor> places) {
  for (const std::size_t index : graph_.requested()) {
    const Wrapped& output = outputs_[index];
    std::uint8_t* data = memory_for(index, output.tensor.byte_size, places[index]);
    if (!output.value || data != output.tensor.data) bind_output(index, data);
  }
}

void OnnxContext::bind_output(std::size_t index, std::uint8_t* data) {
  Wrapped& output = outputs_[index];
  // Should this fail half way, the next computation must not take the old memory for bound.
  output.value.reset();
  output.tensor.data = data;
  Owned<Value> value = wrap(output.tensor);
  const char* name = graph_.description().outputs()[index].name.c_str();
  check(functions_.BindOutput(binding_.get(), name, value.get()));
  output.value = std::move(value);
}

void OnnxContext::run_prepared(std::span<const wasinn_tensor> inputs) {
  if (graph_.requested().empty()) return;
  Status* status = functions_.RunWithBinding(graph_.session(), options_.get(), binding_.get());
  if (status == nullptr) return;
  if (cancelled_) check_run(status);
  functions_.ReleaseStatus(status);
  run_unprepared(inputs);
  // Without prepared outputs it works, so what the model says of their shapes is not true.
  predicts_well_ = false;
  state_ = Outputs::Frameworks;
}

void OnnxContext::run_unprepared(std::span<const wasinn_tensor> inputs) {
  for (Owned<Value>& result : results_) result.reset();
  std::fill(raw_results_.begin(), raw_results_.end(), nullptr);
  Status* status = functions_.Run(graph_.session(), options_.get(), graph_.input_names().data(), input_values_.data(),
                                  input_values_.size(), graph_.requested_names().data(), raw_results_.size(),
                                  raw_results_.data());
  for (std::size_t place = 0; place < results_.size(); ++place) {
    results_[place] = Owned<Value>(raw_results_[place], {functions_.ReleaseValue});
  }
  check_run(status);
  for (std::size_t place = 0; place < results_.size(); ++place) take_output(place, inputs);
}

void OnnxContext::take_output(std::size_t place, std::span<const wasinn_tensor> inputs) {
  const std::size_t index = graph_.requested()[place];
  wasinn_tensor& tensor = outputs_[index].tensor;
  read_shape(results_[place].get(), tensor);
  void* data = nullptr;
  check(functions_.GetTensorMutableData(results_[place].get(), &data));
  tensor.data = static_cast<std::uint8_t*>(data);
  // The caller may do with its inputs what it likes before it reads the outputs.
  const auto is_shared = [&tensor](const wasinn_tensor& input) { return overlap(tensor, input); };
  if (std::any_of(inputs.begin(), inputs.end(), is_shared)) copy_output(index, wasinn_tensor(tensor), kNoPlace);
}

void OnnxContext::read_shape(const Value* value, wasinn_tensor& tensor) const {
  TensorInfo* raw = nullptr;
  check(functions_.GetTensorTypeAndShape(value, &raw));
  const Owned<TensorInfo> info(raw, {functions_.ReleaseTensorTypeAndShapeInfo});
  int onnx_type = 0;
  std::size_t rank = 0;
  check(functions_.GetTensorElementType(raw, &onnx_type));
  check(functions_.GetDimensionsCount(raw, &rank));
  if (rank > WASINN_MAX_RANK) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION,
                  "an output has rank " + std::to_string(rank) + "; at most 16 is served");
  }
  tensor.type = wasinn_element_type(onnx_type);
  tensor.rank = static_cast<std::uint32_t>(rank);
  check(functions_.GetDimensions(raw, tensor.dimensions, rank));
  tensor.byte_size = wasinn::sdk::element_byte_size(tensor.type);
  for (std::size_t axis = 0; axis < rank; ++axis) {
    tensor.byte_size *= static_cast<std::uint64_t>(tensor.dimensions[axis]);
  }
}

void OnnxContext::copy_output(std::size_t index, const wasinn_tensor& source, const wasinn_tensor& place) {
  std::uint8_t* to = memory_for(index, source.byte_size, place);
  if (source.byte_size > 0) std::memcpy(to, source.data, static_cast<std::size_t>(source.byte_size));
  outputs_[index].tensor = source;
  outputs_[index].tensor.data = to;
}

void OnnxContext::check(Status* status) const { ort::check(functions_, status); }

void OnnxContext::check_run(Status* status) const {
  if (status == nullptr) return;
  if (!cancelled_) throw_compute_failure(functions_, status);
  functions_.ReleaseStatus(status);
  throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

void OnnxContext::cancel() noexcept {
  cancelled_ = true;
  if (Status* status = functions_.RunOptionsSetTerminate(options_.get())) functions_.ReleaseStatus(status);
}

void OnnxContext::clear_cancel() noexcept {
  cancelled_ = false;
  if (Status* status = functions_.RunOptionsUnsetTerminate(options_.get())) functions_.ReleaseStatus(status);
}

}  // namespace ort
