// SPDX-License-Identifier: Apache-2.0
// The table that the typed link calls.
#include "engine/component_nn.h"

#include <wasinn_engine.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "abi/wit/guest.h"
#include "abi/wit/numbers.h"
#include "engine/component_calls.h"
#include "engine/component_nn_ext.h"
#include "engine/component_state.h"
#include "engine/failure.h"

namespace wasinn::engine {
namespace {

using wit::Guest;

wasinn_nn_status tensor_new(void* state, wasinn_nn_dimensions dimensions, std::uint32_t type, wasinn_nn_bytes data,
                            std::uint32_t* tensor) noexcept try {
  return made(guest_of(state).new_tensor({dimensions.data, dimensions.count}, wit::type_of(type), view_of(data)), tensor);
} catch (...) {
  return WASINN_NN_TRAP;  // no memory even for a tensor without bytes
}

wasinn_nn_dimensions tensor_dimensions(void* state, std::uint32_t tensor) noexcept {
  auto& guest = *static_cast<ComponentState*>(state);
  return raw(guest.nn().tensor(tensor).shape, guest.dimensions());
}

std::uint32_t tensor_type(void* state, std::uint32_t tensor) noexcept {
  return wit::number_of(guest_of(state).tensor(tensor).type);
}

wasinn_nn_bytes tensor_data(void* state, std::uint32_t tensor) noexcept {
  return raw(guest_of(state).tensor_data(tensor));
}

void tensor_drop(void* state, std::uint32_t tensor) noexcept { guest_of(state).drop_tensor(tensor); }

wasinn_nn_status error_new(void* state, std::uint32_t code, wasinn_nn_bytes text, std::uint32_t* error) noexcept try {
  return made(guest_of(state).new_error(static_cast<ErrorCode>(code), text_of(text)), error);
} catch (...) {
  return WASINN_NN_TRAP;
}

std::uint32_t error_code(void* state, std::uint32_t error) noexcept {
  return static_cast<std::uint32_t>(guest_of(state).error(error).code);
}

wasinn_nn_bytes error_data(void* state, std::uint32_t error) noexcept {
  return raw(std::string_view(guest_of(state).error(error).text));
}

void error_drop(void* state, std::uint32_t error) noexcept { guest_of(state).drop_error(error); }

wasinn_nn_status load(void* state, const wasinn_nn_bytes* parts, std::size_t count, std::uint32_t encoding,
                      std::uint32_t target, std::uint32_t* result) noexcept {
  return call(state, "load", result, [&](Guest& guest) {
    std::vector<ByteView> views;
    for (std::size_t i = 0; i < count; ++i) views.push_back(view_of(parts[i]));
    return guest.load(views, wit::encoding_of(encoding), wit::target_of(target));
  });
}

wasinn_nn_status load_by_name(void* state, wasinn_nn_bytes name, std::uint32_t* result) noexcept {
  return call(state, "load-by-name", result, [&](Guest& guest) { return guest.load_by_name(text_of(name)); });
}

wasinn_nn_status graph_init_execution_context(void* state, std::uint32_t graph, std::uint32_t* result) noexcept {
  return call(state, "init-execution-context", result,
              [&](Guest& guest) { return guest.init_execution_context(graph); });
}

void graph_drop(void* state, std::uint32_t graph) noexcept { guest_of(state).drop_graph(graph); }

wasinn_nn_status context_compute(void* state, std::uint32_t context, wasinn_nn_named_tensors inputs,
                                 wasinn_nn_named_tensors* outputs, std::uint32_t* error) noexcept {
  ComponentState& guest_state = *static_cast<ComponentState*>(state);
  const auto compute = [&](Guest& guest) {
    auto& named = guest_state.inputs();
    named.clear();
    for (const wasinn_nn_named_tensor& input : std::span(inputs.data, inputs.count)) {
      named.push_back({text_of(input.name), input.tensor});
    }
    return guest.compute(context, named);
  };
  return call(state, "compute", error, compute, [&](const Result<std::span<const wit::NamedTensor>>& results) {
    auto& raw_results = guest_state.outputs();
    raw_results.clear();
    for (const wit::NamedTensor& result : *results) raw_results.push_back({raw(result.name), result.tensor});
    *outputs = {raw_results.data(), raw_results.size()};
  });
}

wasinn_nn_status context_set_input(void* state, std::uint32_t context, wasinn_nn_bytes name, std::uint32_t tensor,
                                   std::uint32_t* error) noexcept {
  return call_void(state, "set-input", error,
                   [&](Guest& guest) { return guest.set_input(context, text_of(name), tensor); });
}

wasinn_nn_status context_compute_set(void* state, std::uint32_t context, std::uint32_t* error) noexcept {
  return call_void(state, "compute", error, [&](Guest& guest) { return guest.compute_bound(context); });
}

wasinn_nn_status context_get_output(void* state, std::uint32_t context, wasinn_nn_bytes name,
                                    std::uint32_t* result) noexcept {
  return call(state, "get-output", result, [&](Guest& guest) { return guest.get_output(context, text_of(name)); });
}

void context_drop(void* state, std::uint32_t context) noexcept { guest_of(state).drop_context(context); }

constexpr wasinn_nn_functions kFunctions = {
    .tensor_new = tensor_new,
    .tensor_dimensions = tensor_dimensions,
    .tensor_type = tensor_type,
    .tensor_data = tensor_data,
    .tensor_drop = tensor_drop,
    .error_new = error_new,
    .error_code = error_code,
    .error_data = error_data,
    .error_drop = error_drop,
    .load = load,
    .load_by_name = load_by_name,
    .graph_init_execution_context = graph_init_execution_context,
    .graph_drop = graph_drop,
    .context_compute = context_compute,
    .context_set_input = context_set_input,
    .context_compute_set = context_compute_set,
    .context_get_output = context_get_output,
    .context_drop = context_drop,
    .supports = supports,
    .graph_inputs = graph_inputs,
    .graph_outputs = graph_outputs,
    .graph_metadata = graph_metadata,
    .context_infer = context_infer,
    .text_start = text_start,
    .text_next = text_next,
    .text_finish = text_finish,
};

}  // namespace

Result<void> define_component_nn(wasmtime_component_linker_t* linker) {
  wasmtime_error_t* const error = wasinn_component_linker_define_nn(linker, &kFunctions);
  if (error == nullptr) return {};
  return fail(ErrorCode::RuntimeError, failure_of(Owned<wasmtime_error>(error)).summary);
}

}  // namespace wasinn::engine
