// SPDX-License-Identifier: Apache-2.0
// Wrapping of inputs, running, and showing of outputs.
#include "context.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "ports.h"

namespace tf {
namespace {

using wasinn::sdk::Failure;

// Something to point to where there are no bytes.
alignas(64) std::uint8_t no_bytes[64];

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

void keep(void*, std::size_t, void*) {}

}  // namespace

TfContext::TfContext(const TfGraph& graph)
    : graph_(graph),
      functions_(graph.functions()),
      alignment_(std::max<std::size_t>(functions_.TensorDefaultAlignment(), 1)),
      status_(functions_),
      inputs_(graph.inputs().size()),
      input_values_(graph.inputs().size()),
      raw_results_(graph.requested().size()),
      results_(graph.requested().size()),
      copies_(graph.requested().size()) {
  for (Wrapped& input : inputs_) input.tensor.rank = kNoRank;
}

void TfContext::compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  if (!graph_.obstacle().empty()) throw Failure(WASINN_UNSUPPORTED_OPERATION, graph_.obstacle());
  refuse_cancelled();
  for (std::size_t i = 0; i < inputs.size(); ++i) bind_input(i, inputs[i]);
  run();
  for (wasinn_tensor& output : outputs) output = {};
  for (std::size_t place = 0; place < results_.size(); ++place) {
    outputs[graph_.requested()[place]] = take_output(place, inputs);
  }
}

void TfContext::refuse_cancelled() const {
  if (cancelled_) throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

void TfContext::bind_input(std::size_t index, const wasinn_tensor& tensor) {
  Wrapped& input = inputs_[index];
  const auto size = static_cast<std::size_t>(tensor.byte_size);
  std::uint8_t* data = size == 0 ? no_bytes : tensor.data;
  // The framework copies what is not aligned to its liking when it is wrapped, so that would never be seen to change.
  if (reinterpret_cast<std::uintptr_t>(data) % alignment_ != 0) {
    data = input.copy.reserve(size);
    std::memcpy(data, tensor.data, size);
  }
  if (data == input.tensor.data && same_shape(tensor, input.tensor)) return;
  input.tensor.rank = kNoRank;
  input.value = Owned<Tensor>(functions_.NewTensor(graph_.input_type(index), tensor.dimensions,
                                                   static_cast<int>(tensor.rank), data, size, keep, nullptr),
                              {functions_.DeleteTensor});
  if (!input.value) throw Failure(WASINN_RUNTIME_ERROR, "TensorFlow does not take input " + std::to_string(index));
  input_values_[index] = input.value.get();
  input.tensor = tensor;
  input.tensor.data = data;
}

void TfContext::run() {
  for (Owned<Tensor>& result : results_) result.reset();
  std::fill(raw_results_.begin(), raw_results_.end(), nullptr);
  if (!results_.empty()) {
    functions_.SessionRun(graph_.session(), nullptr, graph_.inputs().data(), input_values_.data(),
                          static_cast<int>(input_values_.size()), graph_.fetched().data(), raw_results_.data(),
                          static_cast<int>(raw_results_.size()), nullptr, 0, nullptr, status_.get());
  }
  for (std::size_t place = 0; place < results_.size(); ++place) {
    results_[place] = Owned<Tensor>(raw_results_[place], {functions_.DeleteTensor});
  }
  refuse_cancelled();
  status_.check_compute();
}

wasinn_tensor TfContext::describe(const Tensor* value) const {
  wasinn_tensor tensor{};
  const int rank = functions_.NumDims(value);
  if (rank < 0 || rank > static_cast<int>(WASINN_MAX_RANK)) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION, "an output has rank " + std::to_string(rank) + "; at most " +
                                                    std::to_string(WASINN_MAX_RANK) + " is served");
  }
  tensor.type = carrier_of(functions_.TensorType(value));
  tensor.rank = static_cast<std::uint32_t>(rank);
  for (int axis = 0; axis < rank; ++axis) tensor.dimensions[axis] = functions_.Dim(value, axis);
  tensor.byte_size = functions_.TensorByteSize(value);
  tensor.data = static_cast<std::uint8_t*>(functions_.TensorData(value));
  return tensor;
}

wasinn_tensor TfContext::take_output(std::size_t place, std::span<const wasinn_tensor> inputs) {
  const std::size_t index = graph_.requested()[place];
  if (!results_[place]) throw Failure(WASINN_RUNTIME_ERROR, "output " + std::to_string(index) + " was not computed");
  wasinn_tensor tensor = describe(results_[place].get());
  if (tensor.type != graph_.description().outputs()[index].type) {
    throw Failure(WASINN_RUNTIME_ERROR, "output " + std::to_string(index) + " has another type than the graph says");
  }
  // The caller may do with its inputs what it likes before it reads the outputs.
  const auto is_shared = [&tensor](const wasinn_tensor& input) { return overlap(tensor, input); };
  if (tensor.byte_size > 0 && std::any_of(inputs.begin(), inputs.end(), is_shared)) {
    std::uint8_t* copy = copies_[place].reserve(static_cast<std::size_t>(tensor.byte_size));
    std::memcpy(copy, tensor.data, static_cast<std::size_t>(tensor.byte_size));
    tensor.data = copy;
  }
  return tensor;
}

}  // namespace tf
