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

/// A function of the table as it is: the store's data is the state.
template <auto function>
struct OfState {
  static constexpr auto served = function;
};

/// A function of the table for stores whose data begins with a pointer to the state.
template <auto function>
struct OfPointer;

template <class Answer, class... Rest, Answer (*function)(void*, Rest...) noexcept>
struct OfPointer<function> {
  static Answer served(void* data, Rest... rest) noexcept { return function(*static_cast<void**>(data), rest...); }
};

template <template <auto> class Of>
constexpr wasinn_nn_functions kFunctions = {
    .tensor_new = Of<tensor_new>::served,
    .tensor_dimensions = Of<tensor_dimensions>::served,
    .tensor_type = Of<tensor_type>::served,
    .tensor_data = Of<tensor_data>::served,
    .tensor_drop = Of<tensor_drop>::served,
    .error_new = Of<error_new>::served,
    .error_code = Of<error_code>::served,
    .error_data = Of<error_data>::served,
    .error_drop = Of<error_drop>::served,
    .load = Of<load>::served,
    .load_by_name = Of<load_by_name>::served,
    .graph_init_execution_context = Of<graph_init_execution_context>::served,
    .graph_drop = Of<graph_drop>::served,
    .context_compute = Of<context_compute>::served,
    .context_set_input = Of<context_set_input>::served,
    .context_compute_set = Of<context_compute_set>::served,
    .context_get_output = Of<context_get_output>::served,
    .context_drop = Of<context_drop>::served,
    .supports = Of<supports>::served,
    .graph_inputs = Of<graph_inputs>::served,
    .graph_outputs = Of<graph_outputs>::served,
    .graph_metadata = Of<graph_metadata>::served,
    .context_infer = Of<context_infer>::served,
    .text_start = Of<text_start>::served,
    .text_next = Of<text_next>::served,
    .text_finish = Of<text_finish>::served,
};

}  // namespace

Result<void> define_component_nn(wasmtime_component_linker_t* linker) {
  wasmtime_error_t* const error = wasinn_component_linker_define_nn(linker, &kFunctions<OfState>);
  if (error == nullptr) return {};
  return fail(ErrorCode::RuntimeError, failure_of(Owned<wasmtime_error>(error)).summary);
}

Result<void> define_foreign_component_nn(wasmtime_component_linker_t* linker) {
  wasmtime_error_t* const error = wasinn_component_linker_define_nn(linker, &kFunctions<OfPointer>);
  if (error == nullptr) return {};
  return fail(ErrorCode::InvalidArgument, failure_of(Owned<wasmtime_error>(error)).summary);
}

}  // namespace wasinn::engine
