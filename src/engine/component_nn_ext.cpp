// SPDX-License-Identifier: Apache-2.0
// wasinn:nn-ext in C types.
#include "engine/component_nn_ext.h"

#include <span>
#include <string>
#include <string_view>

#include "abi/wit/extension.h"
#include "abi/wit/numbers.h"
#include "abi/wit/text_generation.h"
#include "base/text.h"
#include "engine/component_calls.h"
#include "engine/component_state.h"

namespace wasinn::engine {
namespace {

ComponentState& state_of(void* state) noexcept { return *static_cast<ComponentState*>(state); }

/// What `Extension` answers for the ports of a graph, in C types.
using Ports = Result<std::span<const wit::NamedPort>>;

void give_ports(ExtensionRoom& room, std::span<const wit::NamedPort> ports, wasinn_nn_ports* given) {
  room.ports.clear();
  room.sizes.clear();
  room.type_names.clear();
  for (const wit::NamedPort& named : ports) {
    auto& sizes = room.sizes.emplace_back();
    for (const PortDimension& dimension : named.port->dimensions) sizes.push_back(dimension.size);
    room.type_names.push_back(named.port->expressible() ? named.port->type_text()
                                                        : as_utf8(named.port->foreign_type));
  }
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const Port& port = *ports[i].port;
    room.ports.push_back({.name = raw(ports[i].name),
                          .type_name = raw(std::string_view(room.type_names[i])),
                          .dimensions = room.sizes[i].data(),
                          .rank = room.sizes[i].size(),
                          .type = port.type ? wit::number_of(*port.type) : WASINN_NN_NO_TYPE,
                          .rank_known = port.rank_known ? 1u : 0u});
  }
  *given = {room.ports.data(), room.ports.size()};
}

template <Ports (wit::Extension::*ports_of)(wit::Rep)>
wasinn_nn_status ports(void* state, std::string_view function, std::uint32_t graph, wasinn_nn_ports* given,
                       std::uint32_t* error) noexcept {
  ComponentState& guest_state = state_of(state);
  return call(
      state, function, error, [&](wit::Guest&) { return (guest_state.extension().*ports_of)(graph); },
      [&](const Ports& found) { give_ports(guest_state.extension_room(), *found, given); });
}

void give_outputs(ExtensionRoom& room, std::span<const wit::NamedOutput> outputs, wasinn_nn_plain_tensors* given) {
  room.output_sizes.resize(outputs.size());
  room.outputs.clear();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const TensorView& tensor = outputs[i].tensor;
    room.outputs.push_back({.name = raw(outputs[i].name),
                            .dimensions = raw(tensor.shape, room.output_sizes[i]),
                            .data = raw(tensor.bytes),
                            .type = wit::number_of(tensor.type)});
  }
  *given = {room.outputs.data(), room.outputs.size()};
}

using Text = Result<std::string_view>;

template <Text (wit::TextGeneration::*text_of_context)(wit::Rep)>
wasinn_nn_status give_text(void* state, std::string_view function, std::uint32_t context, wasinn_nn_bytes* given,
                           std::uint32_t* error) noexcept {
  return call(
      state, function, error,
      [&](wit::Guest&) { return (state_of(state).text_generation().*text_of_context)(context); },
      [&](const Text& text) { *given = raw(*text); });
}

}  // namespace

std::uint32_t supports(void* state, wasinn_nn_bytes name) noexcept {
  return state_of(state).extension().supports(text_of(name)) ? 1 : 0;
}

wasinn_nn_status graph_inputs(void* state, std::uint32_t graph, wasinn_nn_ports* given, std::uint32_t* error) noexcept {
  return ports<&wit::Extension::inputs>(state, "inputs", graph, given, error);
}

wasinn_nn_status graph_outputs(void* state, std::uint32_t graph, wasinn_nn_ports* given,
                               std::uint32_t* error) noexcept {
  return ports<&wit::Extension::outputs>(state, "outputs", graph, given, error);
}

wasinn_nn_status graph_metadata(void* state, std::uint32_t graph, wasinn_nn_properties* lines,
                                std::uint32_t* error) noexcept {
  ComponentState& guest_state = state_of(state);
  return call(
      state, "metadata", error, [&](wit::Guest&) { return guest_state.extension().metadata(graph); },
      [&](const auto& found) {
        auto& properties = guest_state.extension_room().properties;
        properties.clear();
        for (const auto& [key, value] : *found) {
          properties.push_back({raw(std::string_view(key)), raw(std::string_view(value))});
        }
        *lines = {properties.data(), properties.size()};
      });
}

wasinn_nn_status context_infer(void* state, std::uint32_t context, wasinn_nn_plain_tensors inputs,
                               wasinn_nn_plain_tensors* outputs, std::uint32_t* error) noexcept {
  ComponentState& guest_state = state_of(state);
  ExtensionRoom& room = guest_state.extension_room();
  const auto infer = [&](wit::Guest&) {
    room.inputs.clear();
    for (const wasinn_nn_plain_tensor& input : std::span(inputs.data, inputs.count)) {
      room.inputs.push_back({text_of(input.name),
                             {input.dimensions.data, input.dimensions.count},
                             wit::type_of(input.type),
                             view_of(input.data)});
    }
    return guest_state.extension().infer(context, room.inputs);
  };
  return call(state, "infer", error, infer, [&](const auto& results) { give_outputs(room, *results, outputs); });
}

wasinn_nn_status text_start(void* state, std::uint32_t context, wasinn_nn_bytes prompt, wasinn_nn_bytes options,
                            std::uint32_t* error) noexcept {
  return call_void(state, "start", error, [&](wit::Guest&) {
    return state_of(state).text_generation().start(context, text_of(prompt), text_of(options));
  });
}

wasinn_nn_status text_next(void* state, std::uint32_t context, wasinn_nn_bytes* piece, std::uint32_t* error) noexcept {
  return give_text<&wit::TextGeneration::next>(state, "next", context, piece, error);
}

wasinn_nn_status text_finish(void* state, std::uint32_t context, wasinn_nn_bytes* metadata,
                             std::uint32_t* error) noexcept {
  return give_text<&wit::TextGeneration::finish>(state, "finish", context, metadata, error);
}

}  // namespace wasinn::engine
