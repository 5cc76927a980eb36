// SPDX-License-Identifier: Apache-2.0
// Finds shared tensors by binding marks to a request that never runs, and looking where they turn up.
#include "sharing.h"

#include <algorithm>

#include <wasinn/owned.hpp>

namespace openvino {

using wasinn::sdk::Owned;
namespace {

/// A request with a mark, memory that nobody touches, at each port.
class MarkedRequest {
 public:
  MarkedRequest(const Functions& functions, const CompiledModel* compiled, Call& call)
      : functions_(functions), call_(call) {
    InferRequest* raw = nullptr;
    call.check(functions.compiled_model_create_infer_request(compiled, &raw));
    request_ = Owned<InferRequest>(raw, {functions.infer_request_free});
  }

  void mark_input(std::size_t index, const PortFacts& facts, void* mark) const {
    const Owned<Tensor> tensor = tensor_at(facts, mark);
    call_.check(functions_.infer_request_set_input_tensor_by_index(request_.get(), index, tensor.get()));
  }

  void mark_output(std::size_t index, const PortFacts& facts, void* mark) const {
    const Owned<Tensor> tensor = tensor_at(facts, mark);
    call_.check(functions_.infer_request_set_output_tensor_by_index(request_.get(), index, tensor.get()));
  }

  /// The mark at output `index`.
  void* output(std::size_t index) const {
    Tensor* raw = nullptr;
    call_.check(functions_.infer_request_get_output_tensor_by_index(request_.get(), index, &raw));
    const Owned<Tensor> tensor(raw, {functions_.tensor_free});
    void* mark = nullptr;
    call_.check(functions_.tensor_data(raw, &mark));
    return mark;
  }

 private:
  Owned<Tensor> tensor_at(const PortFacts& facts, void* mark) const {
    std::vector<std::int64_t> sizes = facts.least_shape;
    Tensor* raw = nullptr;
    const Shape shape{static_cast<std::int64_t>(sizes.size()), sizes.data()};
    call_.check(functions_.tensor_create_from_host_ptr(facts.element_type, shape, mark, &raw));
    return {raw, {functions_.tensor_free}};
  }

  const Functions& functions_;
  Call& call_;
  Owned<InferRequest> request_;
};

/// As many addresses that differ, aligned for any element.
using Marks = std::vector<std::max_align_t>;

/// The place of `mark` among `marks`, or their number.
std::size_t place_of(const void* mark, const Marks& marks) {
  const auto is_it = [mark](const std::max_align_t& candidate) { return &candidate == mark; };
  return static_cast<std::size_t>(std::find_if(marks.begin(), marks.end(), is_it) - marks.begin());
}

bool is_foreign(const PortFacts& facts) { return facts.port.type == WASINN_TYPE_FOREIGN; }

}  // namespace

std::vector<OutputOrigin> find_origins(const Functions& functions, const CompiledModel* compiled,
                                       std::span<const PortFacts> inputs, std::span<const PortFacts> outputs,
                                       Call& call) {
  const MarkedRequest request(functions, compiled, call);
  std::vector<OutputOrigin> origins(outputs.size());
  Marks input_marks(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) request.mark_input(i, inputs[i], &input_marks[i]);
  const auto each_own = [&](auto action) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (origins[i].source == OutputSource::Own && !is_foreign(outputs[i])) action(i);
    }
  };
  each_own([&](std::size_t i) {
    const std::size_t input = place_of(request.output(i), input_marks);
    if (input < inputs.size()) origins[i] = {OutputSource::Input, input};
  });
  // Where outputs are one tensor, the mark of the last of them stays.
  Marks output_marks(outputs.size());
  each_own([&](std::size_t i) { request.mark_output(i, outputs[i], &output_marks[i]); });
  each_own([&](std::size_t i) {
    const std::size_t output = place_of(request.output(i), output_marks);
    if (output < outputs.size() && output != i) origins[i] = {OutputSource::Output, output};
  });
  return origins;
}

}  // namespace openvino
